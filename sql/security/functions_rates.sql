-- security: rate limits, without a window that everybody can empty at its start.

create function private.take_rate(
    rate_key text,
    max_requests integer,
    per interval,
    cost integer default 1
)
returns table (allowed boolean, remaining integer, retry_after interval)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    called_at constant timestamptz := clock_timestamp();
    -- What one request takes, as time (the emission interval of GCRA).
    step interval;
    state public.rate_limits;
begin
    if max_requests < 1 or cost not between 1 and max_requests or per <= interval '0' then
        raise exception using
            errcode = 'invalid_parameter_value',
            message = format('%s of %s requests per %s is no rate.', cost, max_requests, per),
            hint = 'Give at least 1 request, a cost within it, and a positive interval.';
    end if;
    step := per * cost / max_requests;
    insert into public.rate_limits as r (key, full_at, is_allowed, taken)
    values (rate_key, called_at + step, true, cost)
    on conflict (key) do update set
        is_allowed = greatest(r.full_at, called_at) + step <= called_at + per,
        full_at = case
            when greatest(r.full_at, called_at) + step <= called_at + per
                then greatest(r.full_at, called_at) + step
            else r.full_at
        end,
        taken = r.taken + case
            when greatest(r.full_at, called_at) + step <= called_at + per then cost
            else 0
        end,
        taken_at = case
            when greatest(r.full_at, called_at) + step <= called_at + per then called_at
            else r.taken_at
        end
    returning r.* into state;
    return query select
        state.is_allowed,
        greatest(floor(
            extract(epoch from called_at + per - state.full_at)
            / extract(epoch from per) * max_requests
        )::integer, 0),
        case
            when state.is_allowed then interval '0'
            else state.full_at + step - per - called_at
        end;
end
$$;
comment on function private.take_rate(text, integer, interval, integer) is
'Takes a request (or cost of them) from the allowance of a key: at most max_requests at once, '
'refilled evenly over per. GCRA (ITU-T I.371, virtual scheduling): one row and one write a call, '
'and a refusal costs the caller nothing. retry_after is how long to wait after a refusal.';

create function private.has_rate(
    rate_key text, max_requests integer, per interval, cost integer default 1
)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return not exists (
        select from public.rate_limits as r
        where r.key = rate_key
            and greatest(r.full_at, clock_timestamp()) + per * cost / max_requests
            > clock_timestamp() + per
    );
end
$$;
comment on function private.has_rate(text, integer, interval, integer) is
'Whether private.take_rate would let the same through now. Takes nothing and waits for nobody: for '
'refusing early what would be refused at the end.';

create function private.forget_idle_rates(older_than interval default interval '1 day')
returns integer
language sql
set search_path = ''
as $$
    with gone as (
        delete from public.rate_limits as r
        where r.full_at < now() - older_than
            -- The count of an API key's uses stays as long as the key.
            and r.key not like 'api_key:%'
        returning r.key
    )

    select count(*)::integer from gone
$$;
comment on function private.forget_idle_rates(interval) is
'Deletes rate limits that were full again so long ago: they say nothing any more. Called by '
'jobs.maintain. Returns how many.';
