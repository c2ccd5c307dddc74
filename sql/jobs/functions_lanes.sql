-- jobs: where ready jobs stand, and taking them from there.

create function jobs.lanes_at(kinds text[], level integer, most integer)
returns table (job_type text, lane uuid, weight integer)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
    -- Hops from lane to lane through the index job_queue_ready, one probe each, in a circle
    -- that begins anywhere: with more lanes than are looked at, all come round.
    return query
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
    order by ln(random() + 1e-300) / coalesce(share.weight, 1) desc;
end
$$;
comment on function jobs.lanes_at(text[], integer, integer) is
'Types and lanes that have ready jobs of one priority, drawn by weight; at most so many lanes per '
'type.';

create function jobs.keys_at(job_type text, level integer, lane uuid, most integer)
returns setof text
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
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

    select hops.limit_key from hops where hops.limit_key is not null order by random();
end
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
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    places tid[];
begin
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

    select coalesce(array_agg(taken.ctid), '{}') into places from taken;
    return places;
end
$$;
comment on function jobs.take(
    uuid, integer, text[], uuid[], text[], integer[], integer, timestamptz, timestamptz[]
) is
'Hands ready jobs of one priority to a worker: from each type, lane and key the oldest, up to its '
'quota, and at most so many in all. Returns their places in the table, which hold until the '
'transaction ends: to pass rows from function to function would cost more than to read them once.';

create function jobs.take_lane(
    worker_id uuid,
    kind jobs.job_types,
    level integer,
    lane uuid,
    limit_key text,
    quota integer,
    waited_since timestamptz default 'infinity'
)
returns tid[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    places tid[];
begin
    with taken as (
        update jobs.job_queue as q
        set
            status = 'processing',
            is_ready = false,
            worker_id = take_lane.worker_id,
            attempts = q.attempts + 1,
            lease = q.lease + 1,
            started_at = clock_timestamp(),
            lease_expires_at = clock_timestamp() + make_interval(secs => kind.lease_seconds),
            progress = null
        where q.ctid = any(array(
            select ready.ctid
            from jobs.job_queue as ready
            where ready.is_ready
                and ready.job_type = kind.job_type
                and ready.priority = level
                and ready.lane = take_lane.lane
                and ready.limit_key = take_lane.limit_key
                and ready.scheduled_at <= waited_since
                and (ready.deadline is null or ready.deadline > now())
            order by ready.scheduled_at
            limit quota
            for update skip locked
        ))
        returning q.ctid
    )

    select coalesce(array_agg(taken.ctid), '{}') into places from taken;
    return places;
end
$$;
comment on function jobs.take_lane(
    uuid, jobs.job_types, integer, uuid, text, integer, timestamptz
) is
'What jobs.take does, for one type, lane and key: the common case, in half the time.';

create function jobs.only_lane(job_type text, level integer)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    first_lane uuid;
    last_lane uuid;
begin
    select
        (
            select q.lane
            from jobs.job_queue as q
            where q.is_ready and q.job_type = only_lane.job_type and q.priority = level
            order by q.lane
            limit 1
        ),
        (
            select q.lane
            from jobs.job_queue as q
            where q.is_ready and q.job_type = only_lane.job_type and q.priority = level
            order by q.lane desc
            limit 1
        )
    into first_lane, last_lane;
    return case when first_lane = last_lane then first_lane end;
end
$$;
comment on function jobs.only_lane(text, integer) is
'The lane of the ready jobs of a type and priority where there is just one; else null.';

create function jobs.levels(kinds text[], below integer default 101)
returns table (job_type text, level integer)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select wanted.job_type, highest.priority::integer
    from unnest(kinds) as wanted (job_type)
    cross join lateral (
        select q.priority
        from jobs.job_queue as q
        where q.is_ready and q.job_type = wanted.job_type and q.priority < below
        order by q.priority desc
        limit 1
    ) as highest;
end
$$;
comment on function jobs.levels(text[], integer) is
'For each type with ready jobs below a priority, its highest such priority.';

create function jobs.lowest_level(kinds text[], above integer default -101)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
    return (
        select min(lowest.priority)
        from unnest(kinds) as wanted (job_type)
        cross join lateral (
            select q.priority
            from jobs.job_queue as q
            where q.is_ready and q.job_type = wanted.job_type and q.priority > above
            order by q.priority
            limit 1
        ) as lowest
    );
end
$$;
comment on function jobs.lowest_level(text[], integer) is
'The lowest priority above another at which these types have ready jobs; null where there is none.';
