-- jobs: handing jobs out.

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
                and waiting.waits_for = 0
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

create function jobs.claim_level(
    worker_id uuid,
    job_types text[],
    level integer,
    batch integer,
    has_limits boolean,
    waited_since timestamptz default 'infinity'
)
returns tid[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    remaining integer := claim_level.batch;
    taken tid[];
    claimed tid[] := array[]::tid[];
    kinds text[];
    lanes uuid[];
    lane uuid;
    weights integer[];
    total numeric;
    kind jobs.job_types;
    key text;
    quota integer;
begin
    if cardinality(job_types) = 1 and not has_limits then
        lane := jobs.only_lane(job_types[1], level);
        if lane is not null then
            select t.* into kind from jobs.job_types as t where t.job_type = job_types[1];
            return jobs.take_lane(
                claim_level.worker_id, kind, level, lane, '', claim_level.batch, waited_since
            );
        end if;
    end if;
    select array_agg(l.job_type), array_agg(l.lane), array_agg(l.weight), sum(l.weight)
    into kinds, lanes, weights, total
    from jobs.lanes_at(claim_level.job_types, level, greatest(claim_level.batch, 50)) as l;
    if kinds is null then
        return claimed;
    end if;

    if not has_limits then
        -- Equal shares by weight, as often as some lane runs out before its share; at last the
        -- rest to whoever has more.
        for pass in 1..4 loop
            taken := jobs.take(
                claim_level.worker_id, level, kinds, lanes,
                array_fill(''::text, array[cardinality(kinds)]),
                array(
                    select case pass
                        when 4 then remaining else ceil(remaining * weight / total)::integer
                    end
                    from unnest(weights) as weight
                ),
                remaining, waited_since
            );
            claimed := claimed || taken;
            remaining := remaining - cardinality(taken);
            exit when remaining = 0 or cardinality(kinds) = 1;
        end loop;
        return claimed;
    end if;

    -- Where limits are, turn by turn: each has its own count.
    for turn in 1..cardinality(kinds) loop
        exit when remaining = 0;
        select t.* into kind from jobs.job_types as t where t.job_type = kinds[turn];
        for key in
            select k
            from jobs.keys_at(kinds[turn], level, lanes[turn], greatest(claim_level.batch, 50)) as k
        loop
            exit when remaining = 0;
            quota := least(
                remaining,
                greatest(1, ceil(claim_level.batch * weights[turn] / total)::integer),
                jobs.room(kind, lanes[turn], key)
            );
            continue when quota <= 0;
            taken := jobs.take_lane(
                claim_level.worker_id, kind, level, lanes[turn], key, quota, waited_since
            );
            perform jobs.spend(kind, key, cardinality(taken));
            claimed := claimed || taken;
            remaining := remaining - cardinality(taken);
        end loop;
    end loop;
    return claimed;
end
$$;
comment on function jobs.claim_level(
    uuid, text[], integer, integer, boolean, timestamptz
) is
'Hands out ready jobs of one priority, in shares by weight and within all limits.';

create function jobs.claim_places(
    worker_id uuid, job_types text[], batch integer
)
returns tid[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    -- One claim in sixteen begins at the bottom, with jobs that have waited a minute: urgent
    -- ones go first, but they hold up nobody for ever.
    begins_low constant boolean := random() < 1.0 / 16;
    claimed tid[] := array[]::tid[];
    has_limits constant boolean := jobs.has_limits(claim_places.job_types);
    wanted text[] := claim_places.job_types;
    there text[];
    level integer;
    lowest integer;
begin
    if exists (
        select
        from jobs.job_queue as q
        where not q.is_ready
            and q.status <> 'processing'
            and q.waits_for = 0
            and q.scheduled_at <= now()
    ) then
        perform jobs.wake_due();
    end if;
    if has_limits then
        wanted := jobs.open_types(wanted);
    end if;

    if begins_low then
        select max(q.level) into level from jobs.levels(wanted) as q;
        lowest := jobs.lowest_level(wanted);
        while claimed = '{}' and lowest < level loop
            claimed := jobs.claim_level(
                claim_places.worker_id, wanted, lowest, greatest(1, claim_places.batch / 4),
                has_limits, now() - interval '1 minute'
            );
            lowest := jobs.lowest_level(wanted, lowest);
        end loop;
    end if;

    -- Level by level: no job runs before a ready one of higher priority.
    level := 101;
    while cardinality(claimed) < claim_places.batch loop
        select array_agg(q.job_type), max(q.level) into there, level
        from (
            select l.*, rank() over (order by l.level desc) as place
            from jobs.levels(wanted, level) as l
        ) as q
        where q.place = 1;
        exit when there is null;
        claimed := claimed || jobs.claim_level(
            claim_places.worker_id, there, level, claim_places.batch - cardinality(claimed),
            has_limits
        );
    end loop;
    return claimed;
end
$$;
comment on function jobs.claim_places(uuid, text[], integer) is
'Marks up to batch ready jobs of these types as held by a worker, and returns where they stand.';

create function jobs.claim(
    worker_id uuid, job_types text[], batch integer default 1, known jsonb default null
)
returns setof jobs.claimed_job
language plpgsql
set search_path = ''
-- For this function and all that it calls: a plan is made once, as planning takes longer than a
-- small claim; and it uses the indexes, as the statistics of a table that is empty one minute and
-- full the next say nothing. (Where there is no index the price of a forbidden scan would make
-- Postgres compile the plan, for 70 ms.)
set plan_cache_mode = force_generic_plan
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    claimed tid[];
begin
    -- First mark, then read: a statement does not see what a function that it calls changes.
    claimed := case
        when claim.known is null
            then jobs.claim_places(claim.worker_id, claim.job_types, claim.batch)
        else jobs.claim_known(claim.worker_id, claim.job_types, claim.batch, claim.known)
    end;
    return query
    select
        q.id, q.workspace_id, q.job_type, q.payload, q.attempts, q.max_attempts, q.lease,
        date_part('epoch', q.scheduled_at), q.crashes, q.priority,
        date_part('epoch', q.deadline - clock_timestamp())
    from jobs.job_queue as q
    where q.ctid = any(claimed)
    order by q.priority desc, q.scheduled_at;
end
$$;
comment on function jobs.claim(uuid, text[], integer, jsonb) is
'Hands up to batch ready jobs of these types to a worker, each with a lease: higher priority '
'first, then shares by weight for the workspaces, then the oldest; within all limits. known: see '
'jobs.claim_known.';

create function jobs.claim_known(
    worker_id uuid, job_types text[], batch integer, known jsonb
)
returns tid[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    remaining integer := claim_known.batch;
    claimed tid[] := array[]::tid[];
    taken tid[];
    turns record;
begin
    for turns in
        select
            place.priority as level,
            array_agg(place.job_type) as kinds,
            array_agg(place.lane) as lanes,
            array_agg(place.since) as since,
            count(*)::integer as lane_count
        from jsonb_to_recordset(known) as place (
            job_type text, priority integer, lane uuid, since timestamptz
        )
        join jobs.job_types as kind on kind.job_type = place.job_type
        where place.job_type = any(claim_known.job_types)
            and not jobs.has_limits(array[place.job_type])
        group by place.priority
        order by place.priority desc
    loop
        exit when remaining = 0;
        taken := jobs.take(
            claim_known.worker_id, turns.level, turns.kinds, turns.lanes,
            array_fill(''::text, array[turns.lane_count]),
            array_fill(
                ceil(remaining::numeric / turns.lane_count)::integer, array[turns.lane_count]
            ),
            remaining, 'infinity', turns.since
        );
        claimed := claimed || taken;
        remaining := remaining - cardinality(taken);
    end loop;
    return claimed;
end
$$;
comment on function jobs.claim_known(uuid, text[], integer, jsonb) is
'A claim that does not look for lanes, but takes them as [{"job_type", "priority", "lane", '
'"since"}, …] and looks at jobs from then on only. An old transaction keeps the remains of ended '
'jobs in the indexes, and who looks from the start must step over them; a worker that notices '
'that asks this way, and only now and then from the start.';
