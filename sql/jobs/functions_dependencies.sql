-- jobs: jobs that wait for others: chains, and children that come together again.

create function jobs.await(after uuid[], regardless boolean)
returns uuid[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    unfinished uuid[];
    missing uuid;
    ended jobs.job_status;
begin
    -- Locked in the order of ids, until the caller has noted that it waits: none of them can
    -- end in between.
    select array_agg(live.id) into unfinished
    from (
        select q.id
        from jobs.job_queue as q
        where q.id = any(await.after)
        order by q.id
        for update
    ) as live;
    for missing in
        select distinct a from unnest(await.after) as a where a <> all (coalesce(unfinished, '{}'))
    loop
        select a.status into ended from jobs.job_archive as a where a.id = missing;
        if not found then
            perform jobs.not_found(missing);
        end if;
        if ended <> 'completed' and not coalesce(regardless, false) then
            raise exception using
                errcode = 'PT409',
                message = format('The job would wait for %s, which is %s.', missing, ended),
                hint = 'Retry that job first, or pass runs_regardless => true.';
        end if;
    end loop;
    update jobs.job_queue as q
    set has_dependents = true
    where q.id = any(unfinished) and not q.has_dependents;
    return unfinished;
end
$$;
comment on function jobs.await(uuid[], boolean) is
'Marks live jobs as waited for and returns them. Raises PT404 for an unknown one, PT409 for one '
'that has ended without success.';

create function jobs.settle_dependents(ended uuid[], succeeded boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
    doomed jobs.job_queue;
    woken text[];
begin
    if not succeeded then
        for doomed in
            select q.*
            from jobs.job_queue as q
            where not q.runs_regardless
                and q.id in (
                    select d.job_id
                    from jobs.job_dependencies as d
                    where d.waits_for_id = any(ended)
                )
            order by q.id
            for update
        loop
            delete from jobs.job_dependencies as d where d.job_id = doomed.id;
            perform jobs.bury(
                doomed, 'failed', 'A job that it waited for did not succeed.',
                format('It waited for %s.', array_to_string(doomed.after, ', ')), 'prerequisite'
            );
        end loop;
    end if;

    with gone as (
        delete from jobs.job_dependencies as d
        where d.waits_for_id = any(ended)
        returning d.job_id
    ),

    counted as (
        select gone.job_id, count(*)::integer as ended from gone group by gone.job_id
    ),

    -- In the order of ids, so that two workers that end children of the same parents do not
    -- wait for each other.
    locked as materialized (
        select q.id, counted.ended
        from jobs.job_queue as q
        join counted on counted.job_id = q.id
        order by q.id
        for update of q
    ),

    freed as (
        update jobs.job_queue as q
        set
            waits_for = q.waits_for - locked.ended,
            is_ready = q.waits_for = locked.ended and q.scheduled_at <= clock_timestamp()
        from locked
        where q.id = locked.id
        returning q.job_type, q.waits_for
    )

    select array_agg(distinct freed.job_type) into woken from freed where freed.waits_for = 0;
    if woken is not null then
        perform jobs.wake(woken);
    end if;
end
$$;
comment on function jobs.settle_dependents(uuid[], boolean) is
'Tells the jobs that waited for these that they have ended: who waits for none any more is ready; '
'without success, who does not run regardless fails too.';

create function jobs.prerequisites(job_id uuid)
returns table (id uuid, job_type text, status text, result jsonb, error_message text)
language sql
stable
set search_path = ''
as $$
    select a.id, a.job_type, a.status::text, a.result, a.error_message
    from jobs.job_queue as q
    cross join lateral unnest(q.after) with ordinality as wanted (id, place)
    join jobs.job_archive as a on a.id = wanted.id
    where q.id = prerequisites.job_id
    order by wanted.place
$$;
comment on function jobs.prerequisites(uuid) is
'What became of the jobs that a live job waited for, in the order in which it named them.';

create function jobs.mend_dependencies()
returns integer
language sql
set search_path = ''
as $$
    with dead as (
        delete from jobs.job_dependencies as d
        where not exists (select from jobs.job_queue as q where q.id = d.job_id)
            or not exists (select from jobs.job_queue as q where q.id = d.waits_for_id)
        returning d.job_id
    ),

    freed as (
        update jobs.job_queue as q
        set
            waits_for = q.waits_for - dead.ended,
            is_ready = q.waits_for = dead.ended and q.scheduled_at <= now()
        from (select dead.job_id, count(*)::integer as ended from dead group by dead.job_id) as dead
        where q.id = dead.job_id
        returning q.id
    )

    select count(*)::integer from freed
$$;
comment on function jobs.mend_dependencies() is
'Frees jobs that wait for one that was deleted with its workspace. Returns how many. jobs.maintain '
'calls it.';
