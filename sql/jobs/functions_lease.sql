-- jobs: workers, and what they hold.

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

    -- Skips locked rows: those are being completed or cancelled at this moment. Held is who has
    -- a lease; to ask for the status would lead through the index of all that run.
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
                and mine.lease_expires_at is not null
            for update of mine skip locked
        ));

    perform jobs.announce(q, 'processing', beat.progress)
    from jsonb_to_recordset(held) as beat (id uuid, lease integer, progress jsonb)
    join jobs.job_queue as q
        on q.id = beat.id and q.lease = beat.lease and q.lease_expires_at is not null
    join jobs.job_types as t on t.job_type = q.job_type
    where beat.progress is not null and t.is_announced;

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
        on q.id = beat.id and q.lease = beat.lease and q.lease_expires_at is not null;

    perform jobs.do_chores();
end
$$;
comment on function jobs.heartbeat(uuid, jsonb) is
'Says that a worker lives and extends the leases of [{"id", "lease", "progress"?}, …]. Answers '
'for each: held, cancelled (please stop) or lost (stop, nothing you write counts). Also does the '
'chores: jobs of workers that fell silent go back, those past their deadline end.';

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

create function jobs.release(held jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    job jobs.job_queue;
    released integer := 0;
begin
    -- One by one: each may end as cancelled, with its own failure function.
    for job in
        select q.*
        from jsonb_to_recordset(held) as claimed (id uuid, lease integer)
        join jobs.job_queue as q
            on q.id = claimed.id and q.lease = claimed.lease and q.lease_expires_at is not null
        order by q.id
        for update of q skip locked
    loop
        if job.cancel_requested then
            perform jobs.bury(job, 'cancelled', 'Cancelled while it ran.');
        else
            perform jobs.put_back(job, now(), job.attempts - 1);
        end if;
        released := released + 1;
    end loop;
    return released;
end
$$;
comment on function jobs.release(jsonb) is
'Gives jobs back, [{"id", "lease"}, …], as if they had not been started: for a worker that '
'stops. Jobs whose lease was lost are left alone. Returns how many went back.';

create function jobs.release_others(worker_id uuid, held jsonb)
returns integer
language sql
set search_path = ''
as $$
    select jobs.release(coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'lease', q.lease)), '[]'))
    from jobs.job_queue as q
    where q.status = 'processing'
        and q.worker_id = release_others.worker_id
        and not exists (
            select
            from jsonb_to_recordset(held) as mine (id uuid, lease integer)
            where mine.id = q.id and mine.lease = q.lease
        )
$$;
comment on function jobs.release_others(uuid, jsonb) is
'Gives back what a worker holds without knowing: all but [{"id", "lease"}, …]. For a worker whose '
'connection was cut before the answer to a claim came. Returns how many went back.';

create function jobs.reap()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    job jobs.job_queue;
    kind jobs.job_types;
    was_begun boolean;
    reaped integer := 0;
    story text;
begin
    for job in
        select q.*
        from jobs.job_queue as q
        join jobs.job_types as t on t.job_type = q.job_type
        where q.status = 'processing'
            -- The second: a lease that no heartbeat can have given; the clock was put back.
            and (
                q.lease_expires_at < clock_timestamp()
                or q.lease_expires_at
                > clock_timestamp() + make_interval(secs => 2 * t.lease_seconds)
            )
        order by q.id
        limit 1000
        for update of q skip locked
    loop
        -- A worker takes all it holds along, also what it had not begun. So who has been in one
        -- crash is begun alone, and with a heartbeat that leaves a mark: without it, the job did
        -- not do it, and nothing is counted.
        was_begun := job.crashes = 0 or job.progress is not null;
        if not was_begun and not job.cancel_requested then
            perform jobs.put_back(job, now(), job.attempts - 1);
            reaped := reaped + 1;
            continue;
        end if;
        job.crashes := job.crashes + 1;
        story := format(
            'The worker fell silent during attempt %s of %s.', job.attempts, job.max_attempts
        );
        select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
        update jobs.job_queue as q
        set crashes = job.crashes, error_message = story
        where q.id = job.id;
        if job.cancel_requested then
            perform jobs.bury(
                job, 'cancelled', 'Cancelled while it ran.',
                concat_ws(e'\n', story, job.error_detail), 'cancelled'
            );
        elsif job.crashes >= coalesce(kind.max_crashes, 1) then
            perform jobs.bury(
                job, 'failed', format('%s workers fell silent with this job.', job.crashes),
                concat_ws(
                    e'\n', story, 'The job may be what ends its workers; it is set aside.',
                    job.error_message, job.error_detail
                ),
                'poison'
            );
        elsif job.attempts >= job.max_attempts then
            perform jobs.bury(
                job, 'failed', story,
                concat_ws(e'\n', job.error_message, job.error_detail), 'poison'
            );
        else
            perform jobs.put_back(job, now(), job.attempts);
            if kind.is_announced then
                perform jobs.announce(job, 'retrying', null, null, story);
            end if;
        end if;
        reaped := reaped + 1;
    end loop;
    return reaped;
end
$$;
comment on function jobs.reap() is
'Takes jobs whose lease has ended back into the queue, or ends them: as poison when they have '
'taken down as many workers as their type allows or have no attempt left. Returns how many.';

create function jobs.expire()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    job jobs.job_queue;
    expired integer := 0;
begin
    for job in
        select q.*
        from jobs.job_queue as q
        where q.deadline <= clock_timestamp() and q.status <> 'processing'
        order by q.id
        limit 1000
        for update skip locked
    loop
        perform jobs.bury(
            job, 'failed', format('The job could not run before its deadline, %s.', job.deadline),
            concat_ws(e'\n', job.error_message, job.error_detail), 'deadline'
        );
        expired := expired + 1;
    end loop;
    return expired;
end
$$;
comment on function jobs.expire() is
'Ends waiting jobs whose deadline has passed. Returns how many.';

create function jobs.heed_clock(went_back_by interval)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- A pause before the next attempt is a length of time, not a time of day.
    update jobs.job_queue as q
    set
        scheduled_at = greatest(q.scheduled_at - went_back_by, clock_timestamp()),
        started_at = least(q.started_at, clock_timestamp())
    where not q.is_ready
        and q.status = 'retrying'
        and q.scheduled_at > clock_timestamp();
    update jobs.rates as r
    set full_at = r.full_at - went_back_by
    where r.full_at > clock_timestamp();
    -- Schedules that fired in a future that is not there yet look at the clock again.
    update jobs.schedules as s set next_at = null where s.last_fired_at > clock_timestamp();
    insert into jobs.chores (chore, done_at, took)
    values ('clock', clock_timestamp(), interval '0')
    on conflict (chore) do update set done_at = excluded.done_at;
end
$$;
comment on function jobs.heed_clock(interval) is
'After the server''s clock was put back: attempts, rates and schedules do not wait for the time at '
'which it was wrong to come again. What somebody wanted done at a time of day stays at that time.';

create function jobs.heed_late_failures()
returns void
language plpgsql
set search_path = ''
as $$
begin
    update jobs.job_queue as q
    set
        scheduled_at = clock_timestamp() + greatest(q.scheduled_at - q.started_at, interval '0'),
        started_at = clock_timestamp()
    where not q.is_ready
        and q.status = 'retrying'
        and q.started_at > clock_timestamp() + interval '1 second';
end
$$;
comment on function jobs.heed_late_failures() is
'Attempts that began by the wrong clock, and whose failure was written only after it was put back, '
'wait as long as was meant.';

create function jobs.do_chores()
returns void
language plpgsql
set search_path = ''
as $$
declare
    begun timestamptz;
    last_done timestamptz;
    due boolean;
begin
    -- Whoever comes first does it, nobody waits. After a chore that took long, the next comes
    -- no sooner than twenty times as long after it.
    select
        c.done_at,
        clock_timestamp() > c.done_at + greatest(interval '1 second', c.took * 20)
        or clock_timestamp() < c.done_at
    into last_done, due
    from jobs.chores as c
    where c.chore = 'reap';
    if not coalesce(due, true) then
        return;
    end if;
    if not pg_try_advisory_xact_lock(hashtextextended('flywheel.jobs.chores', 0)) then
        return;
    end if;
    begun := clock_timestamp();
    if last_done > begun + interval '1 second' then
        perform jobs.heed_clock(last_done - begun);
    elsif exists (
        select from jobs.chores as c
        where c.chore = 'clock' and c.done_at > begun - interval '5 minutes'
    ) then
        perform jobs.heed_late_failures();
    end if;
    perform jobs.reap(), jobs.expire();
    insert into jobs.chores (chore, done_at, took)
    values ('reap', clock_timestamp(), clock_timestamp() - begun)
    on conflict (chore) do update set done_at = excluded.done_at, took = excluded.took;
end
$$;
comment on function jobs.do_chores() is
'Puts back what silent workers held and ends what is past its deadline, at most once a second '
'over all workers, and notices a clock that was put back. Every heartbeat calls it.';
