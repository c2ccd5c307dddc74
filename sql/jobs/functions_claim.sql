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

create function jobs.lanes_at(kinds text[], level integer, most integer)
returns table (job_type text, lane uuid, weight integer)
language sql
volatile
set search_path = ''
set enable_seqscan = off
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

    -- Drawn by weight (Efraimidis and Spirakis 2006): where not all get a turn, a lane of weight
    -- 3 comes first three times as often as one of weight 1.
    select hops.job_type, hops.lane, coalesce(share.weight, 1)
    from hops
    left join jobs.workspace_shares as share on share.workspace_id = hops.lane
    order by ln(random() + 1e-300) / coalesce(share.weight, 1) desc
$$;
comment on function jobs.lanes_at(text[], integer, integer) is
'Types and lanes that have ready jobs of one priority, drawn by weight; at most so many lanes per '
'type.';

create function jobs.keys_at(job_type text, level integer, lane uuid, most integer)
returns setof text
language sql
volatile
set search_path = ''
set enable_seqscan = off
as $$
    with recursive hops as (
        select min(q.limit_key) as limit_key, 1 as hop
        from jobs.job_queue as q
        where q.is_ready
            and q.job_type = keys_at.job_type and q.priority = level and q.lane = keys_at.lane
        union all
        select next.limit_key, hops.hop + 1
        from hops
        cross join lateral (
            select min(q.limit_key) as limit_key
            from jobs.job_queue as q
            where q.is_ready
                and q.job_type = keys_at.job_type and q.priority = level
                and q.lane = keys_at.lane and q.limit_key > hops.limit_key
        ) as next
        where next.limit_key is not null and hops.hop < most
    )

    select hops.limit_key from hops where hops.limit_key is not null order by random()
$$;
comment on function jobs.keys_at(text, integer, uuid, integer) is
'The limit keys of a lane''s ready jobs of one type and priority, shuffled; at most so many.';

create function jobs.take(
    worker_id uuid,
    level integer,
    kinds text[],
    lanes uuid[],
    keys text[],
    quotas integer[],
    most integer,
    waited_since timestamptz default 'infinity',
    since timestamptz[] default null
)
returns tid[]
language sql
set search_path = ''
-- Statistics of a table that is empty one minute and full the next say nothing.
set enable_seqscan = off
as $$
    -- By physical place: the rows are locked, so they stay where they are, and no index needs
    -- to be walked a second time.
    with taken as (
        update jobs.job_queue as q
        set
            status = 'processing',
            is_ready = false,
            worker_id = take.worker_id,
            attempts = q.attempts + 1,
            lease = q.lease + 1,
            started_at = clock_timestamp(),
            lease_expires_at = clock_timestamp() + make_interval(secs => kind.lease_seconds),
            progress = null
        from jobs.job_types as kind
        where kind.job_type = q.job_type
            and q.ctid = any(array(
                select candidate.ctid
                from unnest(kinds, lanes, keys, quotas, since)
                    as turn (job_type, lane, limit_key, quota, since)
                cross join lateral (
                    select ready.ctid
                    from jobs.job_queue as ready
                    where ready.is_ready
                        and ready.job_type = turn.job_type
                        and ready.priority = level
                        and ready.lane = turn.lane
                        and ready.limit_key = turn.limit_key
                        and ready.scheduled_at <= waited_since
                        and ready.scheduled_at >= coalesce(turn.since, '-infinity')
                        and (ready.deadline is null or ready.deadline > now())
                    order by ready.scheduled_at
                    limit turn.quota
                    for update skip locked
                ) as candidate
                limit most
            ))
        returning q.ctid
    )

    select coalesce(array_agg(taken.ctid), '{}') from taken
$$;
comment on function jobs.take(
    uuid, integer, text[], uuid[], text[], integer[], integer, timestamptz, timestamptz[]
) is
'Hands ready jobs of one priority to a worker: from each type, lane and key the oldest, up to its '
'quota, and at most so many in all. Returns their places in the table, which hold until the '
'transaction ends: to pass rows on from function to function would cost more than to read them once.';

create function jobs.claim_level(
    worker_id uuid,
    job_types text[],
    level integer,
    batch integer,
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
    claimed tid[] := '{}';
    kinds text[];
    lanes uuid[];
    weights integer[];
    total numeric;
    kind jobs.job_types;
    key text;
    quota integer;
begin
    select array_agg(l.job_type), array_agg(l.lane), array_agg(l.weight), sum(l.weight)
    into kinds, lanes, weights, total
    from jobs.lanes_at(claim_level.job_types, level, greatest(claim_level.batch, 50)) as l;
    if kinds is null then
        return claimed;
    end if;

    if not jobs.has_limits(kinds) then
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
            taken := jobs.take(
                claim_level.worker_id, level, array[kinds[turn]], array[lanes[turn]],
                array[key], array[quota], quota, waited_since
            );
            perform jobs.spend(kind, key, cardinality(taken));
            claimed := claimed || taken;
            remaining := remaining - cardinality(taken);
        end loop;
    end loop;
    return claimed;
end
$$;
comment on function jobs.claim_level(uuid, text[], integer, integer, timestamptz) is
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
    claimed tid[] := '{}';
    wanted text[];
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
    wanted := jobs.open_types(claim_places.job_types);

    if begins_low then
        select max(q.level) into level from jobs.levels(wanted) as q;
        lowest := jobs.lowest_level(wanted);
        if lowest < level then
            claimed := jobs.claim_level(
                claim_places.worker_id, wanted, lowest, greatest(1, claim_places.batch / 4),
                now() - interval '1 minute'
            );
        end if;
    end if;

    -- Level by level: no job runs before a ready one of higher priority.
    level := 101;
    while cardinality(claimed) < claim_places.batch loop
        select max(q.level) into level from jobs.levels(wanted, level) as q;
        exit when level is null;
        claimed := claimed || jobs.claim_level(
            claim_places.worker_id, wanted, level, claim_places.batch - cardinality(claimed)
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
-- Each row is found by its place; nothing here is worth another plan.
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
        q.crashes, q.priority,
        extract(epoch from q.scheduled_at)::double precision,
        extract(epoch from q.deadline - clock_timestamp())::double precision
    from unnest(claimed) with ordinality as row_of (ctid, place)
    join jobs.job_queue as q on q.ctid = row_of.ctid
    order by row_of.place;
end
$$;
comment on function jobs.claim(uuid, text[], integer, jsonb) is
'Hands up to batch ready jobs of these types to a worker, each with a lease: higher priority '
'first, then shares by weight for the workspaces, then the oldest; within all limits. known: see '
'jobs.claim_known.';

create function jobs.levels(kinds text[], below integer default 101)
returns table (job_type text, level integer)
language sql
volatile
set search_path = ''
set enable_seqscan = off
as $$
    select wanted.job_type, highest.priority::integer
    from unnest(kinds) as wanted (job_type)
    cross join lateral (
        select q.priority
        from jobs.job_queue as q
        where q.is_ready and q.job_type = wanted.job_type and q.priority < below
        order by q.priority desc
        limit 1
    ) as highest
$$;
comment on function jobs.levels(text[], integer) is
'For each type with ready jobs below a priority, its highest such priority.';

create function jobs.lowest_level(kinds text[])
returns integer
language sql
volatile
set search_path = ''
set enable_seqscan = off
as $$
    select min(lowest.priority)
    from unnest(kinds) as wanted (job_type)
    cross join lateral (
        select q.priority
        from jobs.job_queue as q
        where q.is_ready and q.job_type = wanted.job_type
        order by q.priority
        limit 1
    ) as lowest
$$;
comment on function jobs.lowest_level(text[]) is
'The lowest priority at which these types have ready jobs; null where they have none.';

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
    claimed tid[] := '{}';
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
