-- jobs: how jobs end with success, one or many at once, and hand over to the next.

create function jobs.apply(job jobs.job_queue, result jsonb, follow_ups jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    apply_function text;
begin
    select t.apply_function into apply_function
    from jobs.job_types as t
    where t.job_type = job.job_type;
    if apply_function is not null then
        execute jobs.call(apply_function, '(jobs.job_queue, jsonb)') using job, result;
    end if;
    if follow_ups is not null then
        perform jobs.enqueue_many(follow_ups);
    end if;
    return apply_function is not null;
end
$$;
comment on function jobs.apply(jobs.job_queue, jsonb, jsonb) is
'Lets a job''s type write its result, and enqueues what the handler wants done next. Returns '
'whether the type has an apply function.';

create function jobs.complete(
    job_id uuid, lease integer, result jsonb default null, follow_ups jsonb default null
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    job constant jobs.job_queue := jobs.hold(complete.job_id, complete.lease);
    kind jobs.job_types;
begin
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    if jobs.apply(job, result, follow_ups) then
        perform jobs.archive(job, 'completed');
    else
        perform jobs.archive(job, 'completed', result);
    end if;
    if job.has_dependents then
        perform jobs.settle_dependents(array[job.id], true);
    end if;
    if kind.is_announced then
        perform jobs.announce(job, 'completed', null, result);
    end if;
    perform jobs.wake_limited(kind);
end
$$;
comment on function jobs.complete(uuid, integer, jsonb, jsonb) is
'Applies a job''s result with its type''s apply function, enqueues its follow-ups and archives it: '
'all or nothing. Raises JQ409 when the lease was lost, or what the apply function raises.';

create function jobs.move_done(ids uuid[], leases integer[], results jsonb[])
returns table (places integer[], awaited uuid[])
language plpgsql
set search_path = ''
-- One plan, by the indexes: made while the table was small it would else read all of it when it
-- is large, five times slower.
set plan_cache_mode = force_generic_plan
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
    return query
    with gone as (
        delete from jobs.job_queue as q
        using unnest(ids, leases, results) with ordinality as done (id, lease, result, place)
        -- Not "status = 'processing'": the index of running jobs would offer itself, and after
        -- an analyze that found none running, be taken.
        where q.id = done.id and q.lease = done.lease and q.lease_expires_at is not null
        returning q.*, done.result, done.place
    ),

    kept as (
        insert into jobs.job_archive (
            id, workspace_id, worker_id, job_type, payload, dedup_key, limit_key, after, priority,
            status, attempts, max_attempts, lease, crashes, progress, result, scheduled_at,
            deadline, started_at, completed_at, created_at
        )
        select
            gone.id, gone.workspace_id, gone.worker_id, gone.job_type, gone.payload,
            gone.dedup_key, gone.limit_key, gone.after, gone.priority, 'completed',
            gone.attempts, gone.max_attempts, gone.lease, gone.crashes, gone.progress,
            gone.result, gone.scheduled_at, gone.deadline, gone.started_at, clock_timestamp(),
            gone.created_at
        from gone
    )

    select
        array_agg(gone.place::integer),
        array_agg(gone.id) filter (where gone.has_dependents)
    from gone;
end
$$;
comment on function jobs.move_done(uuid[], integer[], jsonb[]) is
'Moves jobs that are held under these leases to the archive as completed. Returns the places in '
'the arrays of those it found, and which of them others wait for.';

create function jobs.special_types(kinds text[])
returns text[]
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
    return (
        select array_agg(t.job_type)
        from jobs.job_types as t
        where t.job_type = any(kinds) and (t.apply_function is not null or t.is_announced)
    );
end
$$;
comment on function jobs.special_types(text[]) is
'Those of these types that have an apply function or are announced; null where there are none.';

create function jobs.finish(
    job_types text[],
    ids uuid[],
    leases integer[],
    results jsonb[] default null,
    follow_ups jsonb default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    special_types text[];
    special integer[];
    refused jsonb := '[]'::jsonb;
    refused_here jsonb;
    wanted uuid[] := ids;
    moved record;
begin
    special_types := jobs.special_types(finish.job_types);
    -- Applied, announced or followed up: those are completed one by one.
    if special_types is not null or follow_ups is not null then
        select array_agg(done.place order by done.id) into special
        from unnest(ids, leases) with ordinality as done (id, lease, place)
        join jobs.job_queue as q on q.id = done.id and q.lease = done.lease
        where q.lease_expires_at is not null
            and (q.job_type = any(special_types) or follow_ups ? done.place::text);
    end if;
    if special is not null then
        select s.places_left, s.refused into special, refused_here
        from jobs.finish_special(special, ids, leases, results, follow_ups) as s;
        refused := refused || refused_here;
        select array_agg(case when done.place = any(special) then null else done.id end)
        into wanted
        from unnest(ids) with ordinality as done (id, place);
    end if;

    select m.* into moved from jobs.move_done(wanted, leases, results) as m;
    if moved.awaited is not null then
        perform jobs.settle_dependents(moved.awaited, true);
    end if;
    if jobs.has_limits(finish.job_types) then
        perform jobs.wake(finish.job_types);
    end if;
    if coalesce(cardinality(moved.places), 0) < cardinality(wanted) then
        select refused || coalesce(jsonb_agg(jsonb_build_object(
            'place', done.place,
            'code', 'JQ409',
            'message', format('The lease of job %s was lost; nothing was written.', done.id)
        )), '[]')
        into refused
        from unnest(wanted) with ordinality as done (id, place)
        where done.id is not null and done.place <> all (coalesce(moved.places, '{}'));
    end if;
    return refused;
end
$$;
comment on function jobs.finish(text[], uuid[], integer[], jsonb[], jsonb) is
'Completes many jobs of these types in one transaction, each as jobs.complete would. Returns those '
'that were refused, [{"place", "code", "message", "hint"}]: the others are completed all the same. '
'follow_ups: for each place, as a key, a batch for jobs.enqueue_many.';

create function jobs.finish_special(
    places integer[], ids uuid[], leases integer[], results jsonb[], follow_ups jsonb,
    out places_left integer[], out refused jsonb
)
returns record
language plpgsql
set search_path = ''
as $$
declare
    place integer;
    code text;
    said text;
    advice text;
begin
    places_left := places;
    refused := '[]'::jsonb;
    begin
        foreach place in array places loop
            perform jobs.complete(
                ids[place], leases[place], results[place], follow_ups -> place::text
            );
        end loop;
    exception when others then
        -- One of them cannot be applied: each for itself, so that the others are.
        foreach place in array places loop
            begin
                perform jobs.complete(
                    ids[place], leases[place], results[place], follow_ups -> place::text
                );
            exception when others then
                get stacked diagnostics
                    code = returned_sqlstate,
                    said = message_text,
                    advice = pg_exception_hint;
                refused := refused || jsonb_build_object(
                    'place', place, 'code', code, 'message', said, 'hint', advice
                );
            end;
        end loop;
    end;
end
$$;
comment on function jobs.finish_special(integer[], uuid[], integer[], jsonb[], jsonb) is
'Completes the jobs at these places of the arrays one by one; those that raise are returned as '
'refused and change nothing.';
