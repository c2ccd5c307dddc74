-- jobs: handing jobs out and keeping them with who holds them.

create function jobs.wake_due()
returns integer
language sql
set search_path = ''
as $$
    with woken as (
        update jobs.job_queue as q
        set is_ready = true
        where q.id = any(array(
            select waiting.id
            from jobs.job_queue as waiting
            where not waiting.is_ready
                and waiting.status <> 'processing'
                and waiting.scheduled_at <= now()
            order by waiting.scheduled_at
            limit 1000
            for update skip locked
        ))
        returning 1
    )

    select count(*)::integer from woken
$$;
comment on function jobs.wake_due() is
'Makes jobs ready whose time has come; every claim begins with it.';

create function jobs.seconds_to_next()
returns double precision
language sql
stable
set search_path = ''
as $$
    select greatest(0, extract(epoch from soonest.due_at - clock_timestamp()))
    from (
        select min(q.scheduled_at) as due_at
        from jobs.job_queue as q
        where not q.is_ready and q.status <> 'processing'
    ) as soonest
    where soonest.due_at is not null
$$;
comment on function jobs.seconds_to_next() is
'Seconds until the next delayed job is due, or null: how long an idle worker may sleep.';

create function jobs.lanes_at(kinds text[], level integer, most integer)
returns table (job_type text, lane uuid)
language sql
volatile
set search_path = ''
as $$
    -- Hops from lane to lane through the index job_queue_ready, one probe each, in a circle
    -- that begins anywhere: with more lanes than are looked at, all come round.
    with recursive
    pivot as materialized (
        select gen_random_uuid() as lane
    ),

    hops as (
        select kind.job_type, first.lane, first.lane as origin, 1 as hop
        from unnest(kinds) as kind (job_type)
        cross join lateral (
            select coalesce(
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = kind.job_type and q.priority = level
                        and q.lane >= (select pivot.lane from pivot)
                    order by q.lane
                    limit 1
                ),
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = kind.job_type and q.priority = level
                    order by q.lane
                    limit 1
                )
            ) as lane
        ) as first
        where first.lane is not null
        union all
        select hops.job_type, next.lane, hops.origin, hops.hop + 1
        from hops
        cross join lateral (
            select coalesce(
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = hops.job_type and q.priority = level
                        and q.lane > hops.lane
                    order by q.lane
                    limit 1
                ),
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = hops.job_type and q.priority = level
                    order by q.lane
                    limit 1
                )
            ) as lane
        ) as next
        where next.lane <> hops.origin and hops.hop < most
    )

    select hops.job_type, hops.lane from hops order by random()
$$;
comment on function jobs.lanes_at(text[], integer, integer) is
'Types and lanes that have ready jobs of one priority, shuffled; at most so many lanes per type.';

create function jobs.room(kind jobs.job_types, lane uuid)
returns integer
language sql
stable
set search_path = ''
as $$
    select least(
        kind.max_running - count(*),
        kind.max_running_per_workspace
        - count(*) filter (where q.lane = room.lane)
    )::integer
    from jobs.job_queue as q
    where q.status = 'processing' and q.job_type = kind.job_type
$$;
comment on function jobs.room(jobs.job_types, uuid) is
'How many more jobs of a type a lane may start; null where the type has no limit.';

create function jobs.claim(worker_id uuid, job_types text[], batch integer default 1)
returns setof jobs.claimed_job
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    remaining integer := claim.batch;
    level integer := 101;
    kind jobs.job_types;
    turns text[];
    lanes uuid[];
    share integer;
    quota integer;
    taken integer;
begin
    perform jobs.wake_due();

    -- A limit is counted under a lock, or two workers would both take its last place. The
    -- order of the names keeps two claims from waiting for each other.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.jobs ' || limited.job_type, 0))
    from (
        select t.job_type
        from jobs.job_types as t
        where t.job_type = any(claim.job_types)
            and (t.max_running is not null or t.max_running_per_workspace is not null)
            and exists (
                select from jobs.job_queue as q
                where q.is_ready and q.job_type = t.job_type
            )
        order by t.job_type
    ) as limited;

    -- Level by level: no job runs before a ready one of higher priority.
    while remaining > 0 loop
        select max(highest.priority) into level
        from unnest(claim.job_types) as wanted (job_type)
        cross join lateral (
            select q.priority
            from jobs.job_queue as q
            where q.is_ready and q.job_type = wanted.job_type and q.priority < level
            order by q.priority desc
            limit 1
        ) as highest;
        exit when level is null;

        select array_agg(l.job_type), array_agg(l.lane) into turns, lanes
        from jobs.lanes_at(claim.job_types, level, greatest(claim.batch, 50)) as l;
        continue when turns is null;

        -- First an equal share for each lane, then whoever has more.
        for pass in 1..2 loop
            share := case pass
                when 1 then ceil(remaining::numeric / cardinality(turns)) else remaining
            end;
            for turn in 1..cardinality(turns) loop
                exit when remaining = 0;
                select t.* into kind from jobs.job_types as t where t.job_type = turns[turn];
                quota := least(share, remaining);
                if kind.max_running is not null or kind.max_running_per_workspace is not null then
                    quota := least(quota, jobs.room(kind, lanes[turn]));
                end if;
                continue when quota <= 0;

                return query
                update jobs.job_queue as q
                set
                    status = 'processing',
                    is_ready = false,
                    worker_id = claim.worker_id,
                    attempts = q.attempts + 1,
                    lease = q.lease + 1,
                    started_at = clock_timestamp(),
                    lease_expires_at = clock_timestamp() + make_interval(secs => kind.lease_seconds),
                    progress = null
                where q.id = any(array(
                    select candidate.id
                    from jobs.job_queue as candidate
                    where candidate.is_ready
                        and candidate.job_type = turns[turn]
                        and candidate.priority = level
                        and candidate.lane = lanes[turn]
                    order by candidate.scheduled_at
                    limit quota
                    for update skip locked
                ))
                returning
                    q.id, q.workspace_id, q.job_type, q.payload, q.attempts, q.max_attempts,
                    q.lease, kind.lease_seconds, kind.timeout_seconds, q.scheduled_at,
                    q.created_at;
                get diagnostics taken = row_count;
                remaining := remaining - taken;
            end loop;
            exit when remaining = 0;
        end loop;
    end loop;
end
$$;
comment on function jobs.claim(uuid, text[], integer) is
'Hands up to batch ready jobs of these types to a worker, each with a lease: higher priority '
'first, then equal shares for the workspaces, then the oldest; within the types'' limits.';

create function jobs.heartbeat(worker_id uuid, held jsonb default '[]')
returns table (id uuid, lease integer, state text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    update jobs.workers as w
    set seen_at = clock_timestamp()
    where w.id = heartbeat.worker_id;

    -- Skips locked rows: those are being completed or cancelled at this moment.
    update jobs.job_queue as q
    set
        lease_expires_at = clock_timestamp() + make_interval(secs => t.lease_seconds),
        progress = coalesce(beat.progress, q.progress)
    from jsonb_to_recordset(held) as beat (id uuid, lease integer, progress jsonb),
        jobs.job_types as t
    where q.id = beat.id
        and t.job_type = q.job_type
        and q.id = any(array(
            select mine.id
            from jsonb_to_recordset(held) as claimed (id uuid, lease integer)
            join jobs.job_queue as mine
                on mine.id = claimed.id and mine.lease = claimed.lease
                and mine.status = 'processing'
            for update of mine skip locked
        ));

    return query
    select
        beat.id,
        beat.lease,
        case
            when q.id is null then 'lost'
            when q.cancel_requested then 'cancelled'
            else 'held'
        end
    from jsonb_to_recordset(held) as beat (id uuid, lease integer)
    left join jobs.job_queue as q
        on q.id = beat.id and q.lease = beat.lease and q.status = 'processing';

    perform jobs.reap();
end
$$;
comment on function jobs.heartbeat(uuid, jsonb) is
'Says that a worker lives and extends the leases of [{"id", "lease", "progress"?}, …]. Answers '
'for each: held, cancelled (please stop) or lost (stop, nothing you write counts). Also puts '
'back the jobs of workers that fell silent.';

create function jobs.register_worker(
    worker_id uuid,
    host text,
    pid integer,
    version text,
    transport text,
    concurrency integer,
    job_types text[]
)
returns text[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    perform jobs.extend_archive();
    insert into jobs.workers (id, host, pid, version, transport, concurrency, job_types)
    values (
        register_worker.worker_id,
        register_worker.host,
        register_worker.pid,
        register_worker.version,
        register_worker.transport,
        register_worker.concurrency,
        register_worker.job_types
    )
    on conflict (id) do update set seen_at = now(), job_types = excluded.job_types;
    return array(
        select unnest(register_worker.job_types)
        except
        select t.job_type from jobs.job_types as t
        order by 1
    );
end
$$;
comment on function jobs.register_worker(uuid, text, integer, text, text, integer, text[]) is
'Enters a worker and returns the types it handles that nobody has registered.';

create function jobs.unregister_worker(worker_id uuid)
returns void
language sql
set search_path = ''
as $$
    delete from jobs.workers as w where w.id = unregister_worker.worker_id
$$;
comment on function jobs.unregister_worker(uuid) is 'Takes a worker out that stops.';
