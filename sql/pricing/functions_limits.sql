-- pricing: within which bounds products may be priced now, for workers and for people.
--
-- security definer: private.price_limits, which looks who asks.

create function private.price_bounds(
    workspace uuid, products uuid[], at timestamptz default now()
)
returns table (
    product_id uuid,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    holdout_share numeric,
    limits jsonb
)
language plpgsql
stable
set search_path = ''
rows 1000
as $$
#variable_conflict use_column
begin
    return query
    select
        p.id,
        w.low,
        w.high,
        w.rounding,
        coalesce(
            w.blocked,
            case
                when
                    num_nonnulls(w.low, w.high) > 0
                    and private.nearest_price(
                        p.current_price, w.rounding, p.currency, w.low, w.high
                    ) is null
                    then 'no_room'
            end
        ),
        w.mode,
        w.holdout_share,
        private.price_limits_of(w)
    from public.products as p
    cross join lateral private.price_window_of(
        p.workspace_id, p.id, p.category, p.currency, p.base_cost, p.current_price, at
    ) as w
    where p.workspace_id = workspace and p.id = any (products);
end
$$;
comment on function private.price_bounds(uuid, uuid[], timestamptz) is
'The window that a new price of products has to be in at a moment, one row a product. low and high '
'fold all rules in (null: no bound). blocked is null or why no price may be set now: frozen, '
'changes_used_up, quiet_hours, or no_room, where the window holds no price of the form. mode is '
'null where no rule applies. limits has the tightest of each kind of bound that there is, with the '
'rule that sets it: {"floor": {"price": 10.00, "rule": "..."}, ...} for floor, margin, advertised, '
'ceiling, band_low, band_high, step_low and step_high.';

create function private.price_limits(product_id uuid)
returns table (
    current_price numeric,
    currency text,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    limits jsonb
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    product public.products;
begin
    select p.* into product
    from public.products as p
    where
        p.id = price_limits.product_id
        and (
            auth.role() is not distinct from 'service_role'
            or p.workspace_id = any (array(select private.workspace_ids('viewer')))
        );
    if product.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such product',
            hint = 'Give the id of a product of a workspace that you belong to.';
    end if;
    return query
    select
        product.current_price,
        product.currency,
        b.low,
        b.high,
        b.rounding,
        b.blocked,
        b.mode,
        b.limits
    from private.price_bounds(product.workspace_id, array[product.id], clock_timestamp()) as b;
end
$$;
comment on function private.price_limits(uuid) is
'The body of public.price_limits.';

create function public.price_limits(product_id uuid)
returns table (
    current_price numeric,
    currency text,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    limits jsonb
)
language sql
stable
rows 1
set search_path = ''
as $$
    select l.* from private.price_limits(price_limits.product_id) as l
$$;
comment on function public.price_limits(uuid) is
'What price a product may be given now: between low and high (null: no bound), of the rounding '
'form, unless blocked says why not: frozen, changes_used_up, quiet_hours or no_room. limits names '
'the rule behind each bound. PT404 where there is no such product.';
