-- billing: reading Stripe's JSON.

create function private.stripe_reference(value jsonb) returns text
language sql
immutable
set search_path = ''
as $$
    select case jsonb_typeof(value)
        when 'string' then value #>> '{}'
        when 'object' then value ->> 'id'
    end
$$;
comment on function private.stripe_reference(jsonb) is
'The id of an object that Stripe shows as its id, or whole.';

create function private.stripe_time(value jsonb) returns timestamptz
language sql
immutable
set search_path = ''
as $$
    select to_timestamp((value #>> '{}')::double precision)
$$;
comment on function private.stripe_time(jsonb) is 'A moment that Stripe counts in seconds.';

create function private.billed_amount(units bigint, currency text) returns numeric
language plpgsql
immutable
set search_path = ''
as $$
declare
    amount constant numeric := private.from_minor_units(units, upper(currency));
begin
    if amount <> round(amount, 2) then
        raise exception using
            errcode = 'PT422',
            message = format('%s %s has more than two decimals', amount, upper(currency)),
            detail = format('Stripe''s amount: %s', units),
            hint = 'Amounts of this currency must end in 0 at Stripe: change the price there.';
    end if;
    return amount;
end
$$;
comment on function private.billed_amount(bigint, text) is
'An integer of Stripe as an amount of two decimals. Raises PT422 where that would round it.';

create function private.uuid_or_null(value text) returns uuid
language sql
immutable
set search_path = ''
as $$
    select case
        when value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then value::uuid
    end
$$;
comment on function private.uuid_or_null(text) is
'What somebody wrote into metadata at Stripe, if it is an id of ours.';
