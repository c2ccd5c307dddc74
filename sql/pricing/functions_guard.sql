-- pricing: the trigger that holds the rules against everybody.
--
-- security definer: private.guard_price and what it calls, because the rules hold for those, too,
-- who may not read them, and so that no row level security hides one.
--
-- Refusals are PT422. The message names the bound and its rule, the hint the nearest price that is
-- allowed, and the detail is one word for programs:
--
--     not_a_number            NaN
--     below_floor, below_advertised, below_margin, below_band, above_band, above_ceiling
--     unknown_cost            lowered, while a rule wants a margin and the cost is not known
--     step_too_large          further from the price before than a rule allows
--     wrong_form              not of the form that the rounding rule asks for
--     quiet_hours, changes_used_up, frozen
--     currency_without_rules  out of the reach of all rules by another currency

create function private.last_price_in(
    product uuid, currency text, at timestamptz
)
returns numeric
language plpgsql
stable
set search_path = ''
set enable_seqscan = off
as $$
begin
    return (
        select h.old_price
        from public.price_history as h
        where
            h.product_id = product
            and h.old_currency = last_price_in.currency
            and h.changed_at > at - interval '30 days'
        order by h.changed_at desc
        limit 1
    );
end
$$;
comment on function private.last_price_in(uuid, text, timestamptz) is
'What a product cost when it last left a currency within 30 days: into another currency and back '
'is one step, not none. Null where it did not.';

create function private.is_price_rollback(product public.products, before public.products)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
    origin constant jsonb := nullif(current_setting('flywheel.price_origin', true), '')::jsonb;
    applied public.price_history;
begin
    if origin ->> 'reason' is distinct from 'rollback' then
        return false;
    end if;
    -- The setting is only a claim. That a recommendation was applied, workers alone can write; what
    -- the price was before, nobody can.
    select h.* into applied
    from public.price_history as h
    where
        h.product_id = product.id
        and h.reason = 'recommendation'
    order by h.changed_at desc
    limit 1;
    return
        -- By name: what history keeps of a rollback without one would not count below.
        applied.recommendation_id = (origin ->> 'recommendation_id')::uuid
        and applied.new_price = before.current_price
        and applied.currency = before.currency
        and applied.old_price = product.current_price
        and applied.old_currency = product.currency
        and before.currency = product.currency
        and exists (
            select
            from public.price_recommendations as r
            where
                r.workspace_id = product.workspace_id
                and r.id = applied.recommendation_id
                and r.product_id = product.id
                and r.applied_at is not null
                and r.status in ('applied', 'rolled_back')
                and r.recommended_price = applied.new_price
        )
        -- Applied once and never taken back: nobody goes to and fro under its name.
        and 1 = (
            select count(*)
            from public.price_history as h
            where
                h.product_id = product.id
                and h.recommendation_id = applied.recommendation_id
        );
end
$$;
comment on function private.is_price_rollback(public.products, public.products) is
'Whether a change takes back the product''s newest applied recommendation: names it '
'(set_price_origin), leaves the price that it set for exactly the one before it, and is the first '
'to do so.';

create function private.refuse_price(product public.products, code text, reason text, hint text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'PT422',
        message = format(
            '"%s" cannot cost %s %s: %s',
            product.name, product.current_price, product.currency, reason
        ),
        detail = code,
        hint = hint;
end
$$;
comment on function private.refuse_price(public.products, text, text, text) is
'Raises PT422 for the new price of a product.';

create function private.refuse_price_outside(product public.products, scope private.price_window)
returns void
language plpgsql
set search_path = ''
as $$
declare
    is_low constant boolean := product.current_price < scope.low;
    nearest constant numeric := private.nearest_price(
        product.current_price, scope.rounding, product.currency, scope.low, scope.high
    );
    broken record;
begin
    select
        l.key as kind,
        (l.value ->> 'price')::numeric as price,
        l.value ->> 'rule' as rule
    into broken
    from jsonb_each(private.price_limits_of(scope)) as l
    where
        l.key = any (
            case
                when is_low then array['floor', 'advertised', 'margin', 'band_low', 'step_low']
                else array['ceiling', 'band_high', 'step_high']
            end
        )
    order by
        case when is_low then -1 else 1 end * (l.value ->> 'price')::numeric,
        -- Of two bounds at the same price, the one that will still be there tomorrow.
        l.key like 'step%'
    limit 1;
    perform private.refuse_price(
        product,
        case broken.kind
            when 'floor' then 'below_floor'
            when 'advertised' then 'below_advertised'
            when 'margin'
                then case when product.base_cost is null then 'unknown_cost' else 'below_margin' end
            when 'ceiling' then 'above_ceiling'
            when 'band_low' then 'below_band'
            when 'band_high' then 'above_band'
            else 'step_too_large'
        end,
        format(
            'rule "%s" allows %s %s %s (%s)',
            broken.rule,
            case when is_low then 'no less than' else 'no more than' end,
            broken.price,
            product.currency,
            case broken.kind
                when 'floor' then 'floor price'
                when 'advertised' then 'minimum advertised price'
                when 'margin' then case
                    when product.base_cost is null
                        then 'the cost is not known, so that the price may not be lowered'
                    else 'cost and minimum margin'
                end
                when 'ceiling' then 'ceiling price'
                when 'band_low' then 'competitor band'
                when 'band_high' then 'competitor band'
                else 'largest step'
            end
        ),
        case
            when nearest is null then 'No price is allowed now: see price_limits of the product.'
            else format('The nearest allowed price is %s %s.', nearest, product.currency)
        end
    );
end
$$;
comment on function private.refuse_price_outside(public.products, private.price_window) is
'Raises PT422 for a price outside of its window, by the tightest bound that it breaks.';

create function private.refuse_price_form(product public.products, scope private.price_window)
returns void
language plpgsql
set search_path = ''
as $$
declare
    nearest constant numeric := private.nearest_price(
        product.current_price, scope.rounding, product.currency, scope.low, scope.high
    );
    form constant record := private.price_form(
        scope.rounding, private.price_unit(product.currency)
    );
begin
    perform private.refuse_price(
        product, 'wrong_form',
        format(
            'rule "%s" wants prices such as %s or %s (%s)',
            scope.rule, form.start + 2 * form.step, form.start + 3 * form.step, scope.rounding
        ),
        case
            when nearest is null then 'No price is allowed now: see price_limits of the product.'
            else format('The nearest allowed price is %s %s.', nearest, product.currency)
        end
    );
end
$$;
comment on function private.refuse_price_form(public.products, private.price_window) is
'Raises PT422 for a price that has not the form of the rounding rule.';

create function private.refuse_price_time(product public.products, scope private.price_window)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform private.refuse_price(
        product,
        scope.blocked,
        case scope.blocked
            when 'quiet_hours' then format('rule "%s" is in its quiet hours', scope.quiet_rule)
            when 'frozen' then format('rule "%s" lets no price change', scope.changes_rule)
            else format('it changed as often today as rule "%s" allows', scope.changes_rule)
        end,
        case scope.blocked
            when 'quiet_hours' then format('Try again from %s on.', scope.quiet_until)
            when 'frozen' then 'Change the rule, or leave the price.'
            else 'Try again after midnight UTC.'
        end
    );
end
$$;
comment on function private.refuse_price_time(public.products, private.price_window) is
'Raises PT422 for a change at a time when the window is blocked.';

create function private.guard_price() returns trigger
language plpgsql
security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
    -- Not now(): a transaction that began before quiet hours, or yesterday, is held to the clock.
    at constant timestamptz := clock_timestamp();
    is_same_money boolean := true;
    is_moved boolean := false;
    is_other_scope boolean := false;
    has_form boolean;
    reference numeric;
    scope private.price_window;
    scope_before private.price_window;
begin
    if new.current_price = 'NaN' then
        perform private.refuse_price(
            new, 'not_a_number', 'that is no number', 'Give the amount in digits.'
        );
    end if;
    if not exists (
        select from public.price_rules as r where r.workspace_id = new.workspace_id and r.is_active
    ) then
        return null;
    end if;
    if tg_op = 'UPDATE' then
        is_same_money := old.currency = new.currency;
        is_moved := not is_same_money or old.current_price <> new.current_price;
        is_other_scope := (old.currency, old.category, old.id, old.workspace_id)
            is distinct from (new.currency, new.category, new.id, new.workspace_id);
        reference := case
            when is_same_money then old.current_price
            else private.last_price_in(new.id, new.currency, at)
        end;
    end if;
    scope := private.price_window_of(
        new.workspace_id, new.id, new.category, new.currency, new.base_cost, reference, at
    );
    has_form := scope.rounding = 'none'
        or private.has_price_form(new.current_price, scope.rounding, new.currency);
    -- What a rollback is free of. Asked only where it matters: it reads the history.
    if
        is_moved
        and is_same_money
        and (
            scope.blocked is not null
            or not has_form
            or new.current_price < scope.step_low
            or new.current_price > scope.step_high
        )
        and private.is_price_rollback(new, old)
    then
        scope.blocked := null;
        has_form := true;
        scope.step_low := null;
        scope.step_high := null;
        scope.low := case
            when scope.rule_low is not null then least(scope.rule_low, reference)
        end;
        scope.high := case
            when scope.rule_high is not null then greatest(scope.rule_high, reference)
        end;
    end if;
    if is_other_scope then
        scope_before := private.price_window_of(
            old.workspace_id, old.id, old.category, old.currency, old.base_cost,
            old.current_price, at
        );
        if not is_same_money and scope_before.mode is not null then
            if scope.mode is null then
                perform private.refuse_price(
                    new, 'currency_without_rules',
                    format('it has price rules in %s, and none in %s', old.currency, new.currency),
                    format('Make a price rule in %s first.', new.currency)
                );
            end if;
            scope.blocked := coalesce(scope.blocked, scope_before.blocked);
            scope.changes_rule := coalesce(scope.changes_rule, scope_before.changes_rule);
            scope.quiet_rule := coalesce(scope.quiet_rule, scope_before.quiet_rule);
            scope.quiet_until := coalesce(scope.quiet_until, scope_before.quiet_until);
        end if;
        -- Under other rules than before, leave to stay outside has only a price that was outside of
        -- a bound at least as tight already.
        if (
            is_same_money
            and old.current_price < scope_before.rule_low
            and scope.rule_low <= scope_before.rule_low
        ) is not true then
            scope.low := greatest(scope.low, scope.rule_low);
        end if;
        if (
            is_same_money
            and old.current_price > scope_before.rule_high
            and scope.rule_high >= scope_before.rule_high
        ) is not true then
            scope.high := least(scope.high, scope.rule_high);
        end if;
    end if;
    if is_moved and scope.blocked is not null then
        perform private.refuse_price_time(new, scope);
    end if;
    if new.current_price < scope.low or new.current_price > scope.high then
        perform private.refuse_price_outside(new, scope);
    end if;
    -- A price that had the wrong form under the same rule may stay as it is.
    if not has_form
        and (tg_op = 'INSERT' or is_moved or scope_before.rounding <> scope.rounding)
    then
        perform private.refuse_price_form(new, scope);
    end if;
    return null;
end
$$;
comment on function private.guard_price() is
'Trigger of products: refuses (PT422) a price, currency or category that breaks the price rules of '
'the product, whoever writes it. A new product is held to bounds and form; a change also to the '
'largest step, changes per day and quiet hours; another category to the bounds and form of its '
'rules. Taking back the newest applied recommendation is free of step, form, changes and quiet '
'hours.';
