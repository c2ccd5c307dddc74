-- catalog: the rules of money, for every domain from here on.
--
-- Amounts are decimals with a currency beside them. Stripe, and the documents that count in
-- cents, want integers of the minor unit: the step from one to the other is here, once.

-- In plpgsql because these are called row by row, in generated columns and checks: it keeps
-- its plans for the session.
create function private.minor_digits(currency text) returns integer
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return case
        -- Stripe's list of zero-decimal currencies (docs.stripe.com/currencies). It differs
        -- from ISO 4217 in three: MGA is charged in whole ariary, while ISK and UGX, whole in
        -- ISO, keep their two decimals for compatibility.
        when currency in (
            'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND',
            'VUV', 'XAF', 'XOF', 'XPF'
        ) then 0
        when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        else 2
    end;
end
$$;
comment on function private.minor_digits(text) is
'Decimals between an amount and the integer that Stripe counts it in: JPY 0, USD 2, KWD 3.';

create function private.to_minor_units(amount numeric, currency text) returns bigint
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return round(amount * (10 ^ private.minor_digits(currency))::numeric);
end
$$;
comment on function private.to_minor_units(numeric, text) is
'An amount as the integer that Stripe counts: 12.50 USD is 1250, 500 JPY is 500, 1.25 KWD is '
'1250. The only place where money is converted; its inverse is from_minor_units. Amounts have '
'two decimals, so those of three-decimal currencies end in 0, as Stripe requires.';

create function private.from_minor_units(units bigint, currency text) returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return round(
        units / (10 ^ private.minor_digits(currency))::numeric, private.minor_digits(currency)
    );
end
$$;
comment on function private.from_minor_units(bigint, text) is
'An integer of Stripe as an amount: 1250 USD is 12.50, 500 JPY is 500, 1250 KWD is 1.250.';

create function private.check_money() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    values_given constant jsonb := to_jsonb(new);
    named constant text := upper(values_given ->> 'currency');
    digits constant integer := (
        select c.minor_units from public.currencies as c where c.code = named
    );
    wrong text;
begin
    if digits is null and named is not null then
        raise exception using
            errcode = 'PT422',
            message = format('there is no currency %L', named),
            detail = format('currency of a row in %s', tg_table_name),
            hint = 'Use an ISO 4217 code, such as USD or SAR: select code from currencies.';
    end if;
    -- Postgres sorts NaN above every number, so that no check of a lower bound refuses it.
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where values_given ->> given.name in ('NaN', 'Infinity', '-Infinity')
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s has to be a number, not %s', wrong, values_given ->> wrong),
            detail = format('%s of a row in %s', wrong, tg_table_name),
            hint = 'Give the amount in digits, or leave it out if it is not known.';
    end if;
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where (values_given ->> given.name)::numeric < 0
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot be negative', wrong),
            detail = format('%s of a row in %s is %s.', wrong, tg_table_name, values_given ->> wrong),
            hint = 'Give 0 or more.';
    end if;
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where
        (values_given ->> given.name)::numeric
        <> round((values_given ->> given.name)::numeric, digits)
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot be %s %s', wrong, values_given ->> wrong, named),
            detail = format('currency and %s of a row in %s', wrong, tg_table_name),
            hint = format('%s has no smaller unit than 1: give a whole amount.', named);
    end if;
    if named <> values_given ->> 'currency' then
        new.currency := named;
    end if;
    return new;
end
$$;
comment on function private.check_money() is
'Trigger: refuses (PT422) a currency that does not exist, amounts that are negative, NaN or '
'infinite in the columns named as its arguments, and fractions in currencies without any. Stores '
'usd, as Stripe spells it, as USD. Attach before insert or update.';

create function private.monthly_price(price numeric, per text) returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return round(
        case per
            when 'day' then price * 365 / 12
            when 'week' then price * 365 / 7 / 12
            when 'quarter' then price / 3
            when 'year' then price / 12
            else price
        end,
        2
    );
end
$$;
comment on function private.monthly_price(numeric, text) is
'The price of an average month, of what costs so much per day, week, month, quarter or year.';

create function private.are_volume_discounts(tiers jsonb) returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
    -- case, because and/or may be evaluated in any order.
    select case
        when jsonb_typeof(tiers) <> 'array' then false
        else not exists (
            select
            from jsonb_array_elements(tiers) as tier
            where not case
                when jsonb_typeof(tier) <> 'object' then false
                when jsonb_typeof(tier -> 'min_quantity') is distinct from 'number' then false
                when jsonb_typeof(tier -> 'percent') is distinct from 'number' then false
                else
                    (tier ->> 'min_quantity')::numeric >= 1
                    and (tier ->> 'percent')::numeric between 0 and 100
            end
        )
    end
$$;
comment on function private.are_volume_discounts(jsonb) is
'Whether this is a list of {"min_quantity": 1 or more, "percent": 0 to 100}.';
