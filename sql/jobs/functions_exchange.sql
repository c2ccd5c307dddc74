-- jobs: the one call of a busy worker.

create function jobs.exchange(
    worker_id uuid,
    job_types text[],
    batch integer,
    ids uuid[] default '{}',
    leases integer[] default '{}',
    results jsonb[] default null,
    follow_ups jsonb default null,
    known jsonb default null
)
returns table (
    id uuid,
    workspace_id uuid,
    job_type text,
    payload jsonb,
    attempts integer,
    max_attempts integer,
    lease integer,
    crashes integer,
    priority smallint,
    scheduled_at double precision,
    seconds_to_deadline double precision
)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    refused jsonb := '[]';
    claimed integer := 0;
begin
    if cardinality(ids) > 0 then
        refused := jobs.finish(exchange.job_types, ids, leases, results, exchange.follow_ups);
    end if;
    if batch > 0 then
        return query
        select c.*
        from jobs.claim(
            exchange.worker_id, exchange.job_types, exchange.batch, exchange.known
        ) as c;
        get diagnostics claimed = row_count;
    end if;
    payload := jsonb_build_object(
        'refused', refused,
        'now', extract(epoch from clock_timestamp()),
        'seconds_to_next',
        case when claimed < batch then jobs.seconds_to_next(exchange.job_types) end,
        'types', (
            select jsonb_object_agg(
                t.job_type, jsonb_build_array(t.lease_seconds, t.timeout_seconds)
            )
            from jobs.job_types as t
            where t.job_type = any(exchange.job_types) and claimed > 0
        )
    );
    return next;
end
$$;
comment on function jobs.exchange(
    uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb
) is
'Completes what a worker has done (see jobs.finish) and hands out the next jobs (see jobs.claim) '
'in one round trip and one transaction. The last row, without an id, has a report as its payload: '
'what was refused, the time, when the next job is due where fewer came than were asked for, and '
'{type: [lease_seconds, timeout_seconds]} where some came.';
