-- Replace jobs.open_types: limits hold also for jobs that become ready while two workers look for some.

set local lock_timeout = '4s';
set local statement_timeout = '2min';
set local check_function_bodies = off;

CREATE OR REPLACE FUNCTION jobs.open_types (
  job_types text[]
)
  RETURNS text[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;
