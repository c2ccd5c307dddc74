-- jobs: how many may run, and how fast they may start.

create function jobs.has_limits(kinds text[])
returns boolean
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
begin
    return (
        select exists (
            select
            from jobs.job_types as kind
            where kind.job_type = any(kinds)
                and (
                    kind.max_running is not null
                    or kind.max_running_per_workspace is not null
                    or kind.max_running_per_key is not null
                    or kind.rate_limit is not null
                )
        ) or exists (
            select from jobs.workspace_shares as share where share.max_running is not null
        )
    );
end
$$;
comment on function jobs.has_limits(text[]) is
'Whether one of these types, or any workspace, has a limit.';

create function jobs.open_types(job_types text[])
returns text[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    limited text[];
    counted text[];
    full_types text[];
begin
    select array_agg(kind.job_type) into limited
    from jobs.job_types as kind
    where kind.job_type = any(open_types.job_types)
        and (
            kind.max_running is not null
            or kind.max_running_per_workspace is not null
            or kind.max_running_per_key is not null
            or kind.rate_limit is not null
        );
    if limited is null then
        return open_types.job_types;
    end if;
    select array_agg(kind order by kind) into counted
    from unnest(limited) as kind
    where exists (select from jobs.job_queue as q where q.is_ready and q.job_type = kind);
    -- A limit is counted under a lock, or two workers would both take its last place. The order
    -- of the names keeps two claims from waiting for each other.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.jobs ' || kind, 0))
    from unnest(counted) as kind;

    select array_agg(kind.job_type) into full_types
    from jobs.job_types as kind
    where kind.job_type = any(counted)
        and kind.max_running <= (
            select count(*)
            from jobs.job_queue as q
            where q.status = 'processing' and q.job_type = kind.job_type
        );
    -- What has nothing ready was not locked, so that it stays out: a job that becomes ready now
    -- would be started without being counted. Its own wake-up brings the next claim.
    return array(
        select kind
        from unnest(open_types.job_types) as kind
        where kind <> all (limited)
            or (kind = any (counted) and kind <> all (coalesce(full_types, '{}')))
    );
end
$$;
comment on function jobs.open_types(text[]) is
'Those of these types that may start jobs now; takes the locks under which limits are counted.';

create function jobs.room(kind jobs.job_types, lane uuid, limit_key text)
returns integer
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    places integer;
    most integer;
    full_at timestamptz;
begin
    -- (a limit that is null leaves the others to decide)
    select
        least(
            kind.max_running - count(*),
            kind.max_running_per_workspace - count(*) filter (where q.lane = room.lane),
            kind.max_running_per_key - count(*) filter (
                where q.lane = room.lane and q.limit_key = room.limit_key
            )
        )::integer
    into places
    from jobs.job_queue as q
    where q.status = 'processing' and q.job_type = kind.job_type;

    select share.max_running into most
    from jobs.workspace_shares as share
    where share.workspace_id = room.lane;
    if most is not null then
        -- Over all types, so under a lock of its own. Who does not get it leaves the workspace
        -- to the claim that has it: waiting could end in a circle.
        if not pg_try_advisory_xact_lock(
            hashtextextended('flywheel.jobs.workspace ' || room.lane, 0)
        ) then
            return 0;
        end if;
        select least(places, most - count(*)::integer) into places
        from jobs.job_queue as q
        where q.status = 'processing' and q.lane = room.lane;
    end if;

    if kind.rate_limit is not null then
        select r.full_at into full_at
        from jobs.rates as r
        where r.job_type = kind.job_type and r.limit_key = room.limit_key;
        places := least(places, jobs.allowance(kind, coalesce(full_at, '-infinity')));
    end if;
    return coalesce(places, 2147483647);
end
$$;
comment on function jobs.room(jobs.job_types, uuid, text) is
'How many more jobs of a type, lane and key may start now.';

create function jobs.allowance(kind jobs.job_types, full_at timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
    -- With rate_limit jobs at once and one more every rate_seconds / rate_limit: as many as
    -- bring the time at which all is there again no further than rate_seconds ahead.
    select case
        when full_at = '-infinity' then (kind).rate_limit
        else floor(
            ((kind).rate_seconds - greatest(0, extract(epoch from full_at - clock_timestamp())))
            * (kind).rate_limit / (kind).rate_seconds + 1e-9
        )::integer
    end
$$;
comment on function jobs.allowance(jobs.job_types, timestamptz) is
'How many jobs a rate limit lets start now. GCRA (ITU-T I.371, virtual scheduling).';

create function jobs.next_start(kind jobs.job_types, full_at timestamptz)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
    select next_start.full_at - make_interval(
        secs => ((kind).rate_seconds - (kind).rate_seconds / (kind).rate_limit)::double precision
    )
$$;
comment on function jobs.next_start(jobs.job_types, timestamptz) is
'When a rate limit in this state lets the next job start.';

create function jobs.spend(kind jobs.job_types, limit_key text, count integer)
returns void
language sql
set search_path = ''
as $$
    insert into jobs.rates as r (job_type, limit_key, full_at)
    select
        (kind).job_type,
        spend.limit_key,
        clock_timestamp() + step.length
    from (
        select make_interval(
            secs => ((kind).rate_seconds / (kind).rate_limit * spend.count)::double precision
        ) as length
    ) as step
    where (kind).rate_limit is not null and spend.count > 0
    on conflict (job_type, limit_key) do update set
        full_at = greatest(r.full_at + (excluded.full_at - clock_timestamp()), excluded.full_at)
$$;
comment on function jobs.spend(jobs.job_types, text, integer) is
'Takes so many starts from a rate limit; nothing where the type has none.';

create function jobs.seconds_to_next(job_types text[] default '{}')
returns double precision
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
begin
    return (
        select case
            when min(soonest.at) is not null
                then greatest(0, extract(epoch from min(soonest.at) - clock_timestamp()))
        end
        from (
            select min(q.scheduled_at) as at
            from jobs.job_queue as q
            where not q.is_ready and q.status <> 'processing' and q.waits_for = 0
            union all
            select min(jobs.next_start(kind, r.full_at))
            from jobs.job_types as kind
            join jobs.rates as r on r.job_type = kind.job_type
            where kind.job_type = any(seconds_to_next.job_types)
                and kind.rate_limit is not null
                and jobs.next_start(kind, r.full_at) > clock_timestamp()
                and exists (
                    select from jobs.job_queue as q where q.is_ready and q.job_type = kind.job_type
                )
        ) as soonest
    );
end
$$;
comment on function jobs.seconds_to_next(text[]) is
'Seconds until the next delayed job is due, or a rate limit of these types lets one start; null '
'where nothing is coming: how long an idle worker may sleep.';
