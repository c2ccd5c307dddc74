-- Replace job queue functions: jobs are completed and claimed in one exchange; limits, deadlines,
-- keys and dependencies. Stop the workers before and start the new version after: the old one calls
-- functions that are gone. Jobs that wait stay, and run then.
-- The hot table is small, and nothing else writes to it or to the archive meanwhile: its locks hurt
-- nobody. Those functions, indexes and attributes that are dropped have their successors here.
-- squawk-ignore-file ban-drop-function, ban-drop-constraint, ban-drop-column, ban-drop-view
-- squawk-ignore-file changing-column-type, constraint-missing-not-valid
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion

set local lock_timeout = '4s';
set local statement_timeout = '10min';
set local check_function_bodies = off;

DROP INDEX "jobs"."job_archive_completed_at";

DROP INDEX "jobs"."job_queue_due";

DROP INDEX "jobs"."job_queue_ready";

DROP INDEX "jobs"."job_queue_running";

DROP VIEW "public"."job_queue";

ALTER TABLE "jobs"."job_queue"
  DROP CONSTRAINT "job_queue_dedup_key_length";

ALTER TABLE "jobs"."job_queue"
  DROP CONSTRAINT "job_queue_live";

ALTER TABLE "jobs"."job_queue"
  DROP CONSTRAINT "job_queue_max_attempts_positive";

ALTER TABLE "jobs"."job_queue"
  DROP CONSTRAINT "job_queue_priority_range";

ALTER TABLE "jobs"."job_queue"
  DROP CONSTRAINT "job_queue_processing_has_lease";

ALTER TABLE "jobs"."job_queue"
  DROP CONSTRAINT "job_queue_ready_waits";

DROP FUNCTION "jobs"."archive"(jobs.job_queue, jobs.job_status, jsonb, text, text);

DROP FUNCTION "jobs"."bury"(jobs.job_queue, jobs.job_status, text, text);

DROP FUNCTION "jobs"."claim"(uuid, text[], integer);

DROP FUNCTION "jobs"."complete"(uuid, integer, jsonb);

DROP FUNCTION "jobs"."enqueue"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text);

DROP FUNCTION "jobs"."lanes_at"(text[], integer, integer);

DROP FUNCTION "jobs"."register_type"(text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer, integer);

DROP FUNCTION "jobs"."room"(jobs.job_types, uuid);

DROP FUNCTION "jobs"."seconds_to_next"();

DROP FUNCTION "public"."claim_jobs"(uuid, text[], integer);

DROP FUNCTION "public"."complete_job"(uuid, integer, jsonb);

DROP FUNCTION "public"."enqueue_job"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text);

ALTER TYPE "jobs"."claimed_job" DROP ATTRIBUTE "created_at" CASCADE;

ALTER TYPE "jobs"."claimed_job" DROP ATTRIBUTE "lease_seconds" CASCADE;

ALTER TYPE "jobs"."claimed_job" DROP ATTRIBUTE "timeout_seconds" CASCADE;

CREATE TABLE "jobs"."chores" (
  "chore"   text                     NOT NULL,
  "done_at" timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp WITH time zone,
  "took"    interval                 NOT NULL DEFAULT '00:00:00'::interval,
  CONSTRAINT "chores_pkey" PRIMARY KEY (chore)
);

ALTER TABLE "jobs"."chores"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "jobs"."job_dependencies" (
  "waits_for_id" uuid NOT NULL,
  "job_id"       uuid NOT NULL,
  CONSTRAINT "job_dependencies_pkey" PRIMARY KEY (waits_for_id, job_id)
);

ALTER TABLE "jobs"."job_dependencies"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "jobs"."rates" (
  "job_type"  text                     NOT NULL,
  "limit_key" text                     NOT NULL,
  "full_at"   timestamp with time zone NOT NULL,
  CONSTRAINT "rates_pkey" PRIMARY KEY (job_type, limit_key)
);

ALTER TABLE "jobs"."rates"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "jobs"."workspace_shares" (
  "workspace_id" uuid                     NOT NULL,
  "weight"       integer                  NOT NULL DEFAULT 1,
  "max_running"  integer,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "workspace_shares_max_running_positive" CHECK ((max_running > 0)),
  CONSTRAINT "workspace_shares_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "workspace_shares_weight_range" CHECK (((weight >= 1) AND (weight <= 1000)))
);

ALTER TABLE "jobs"."workspace_shares"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "jobs"."job_archive"
  ADD COLUMN "limit_key" text NOT NULL DEFAULT ''::text;

ALTER TABLE "jobs"."job_archive"
  ADD COLUMN "after" uuid[];

ALTER TABLE "jobs"."job_archive"
  ADD COLUMN "crashes" integer NOT NULL DEFAULT 0;

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "limit_key" text NOT NULL DEFAULT ''::text;

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "after" uuid[];

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "crashes" integer NOT NULL DEFAULT 0;

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "waits_for" integer NOT NULL DEFAULT 0;

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "has_dependents" boolean NOT NULL DEFAULT false;

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "runs_regardless" boolean NOT NULL DEFAULT false;

ALTER TABLE "jobs"."job_queue"
  ADD COLUMN "deadline" timestamp WITH time zone;

ALTER TABLE "jobs"."job_types"
  ADD COLUMN "max_running_per_key" integer;

ALTER TABLE "jobs"."job_types"
  ADD COLUMN "rate_limit" integer;

ALTER TABLE "jobs"."job_types"
  ADD COLUMN "rate_seconds" numeric NOT NULL DEFAULT 1;

ALTER TABLE "jobs"."job_types"
  ADD COLUMN "max_crashes" integer NOT NULL DEFAULT 3;

ALTER TABLE "jobs"."job_types"
  ADD COLUMN "is_announced" boolean NOT NULL DEFAULT false;

CREATE TYPE "jobs"."failure_kind" AS ENUM (
  'error',
  'poison',
  'deadline',
  'prerequisite',
  'cancelled',
  'superseded'
);

ALTER TABLE "jobs"."job_archive"
  ADD COLUMN "failure_kind" jobs.failure_kind;

ALTER TABLE "jobs"."job_archive"
  ADD COLUMN "deadline" timestamp WITH time zone;

ALTER TYPE "jobs"."claimed_job" ADD ATTRIBUTE "crashes" integer CASCADE;

ALTER TYPE "jobs"."claimed_job" ADD ATTRIBUTE "priority" smallint CASCADE;

ALTER TYPE "jobs"."claimed_job" ALTER ATTRIBUTE "scheduled_at" TYPE double precision CASCADE;

ALTER TYPE "jobs"."claimed_job" ADD ATTRIBUTE "seconds_to_deadline" double precision CASCADE;

CREATE OR REPLACE FUNCTION jobs.advance_schedule (
  schedule      text,
  cron_line     text,
  time_zone     text,
  fire_at       timestamp with time zone,
  next_at       timestamp with time zone,
  error_message text                     DEFAULT NULL::text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    current jobs.schedules;
    new_id uuid;
begin
    select s.* into current
    from jobs.schedules as s
    where s.schedule = advance_schedule.schedule
    for update;
    -- Compare and set: whoever comes second finds another next_at and does nothing.
    if
        not found
        or not current.is_enabled
        or current.cron_line <> advance_schedule.cron_line
        or current.time_zone <> advance_schedule.time_zone
        or current.next_at is distinct from advance_schedule.fire_at
        or advance_schedule.fire_at > clock_timestamp()
    then
        return null;
    end if;
    -- (A clock that was put back brings a fire time twice.)
    if
        advance_schedule.fire_at is not null
        and advance_schedule.error_message is null
        and not exists (
            select from jobs.schedule_runs as r
            where r.schedule = current.schedule and r.fire_at = advance_schedule.fire_at
        )
    then
        new_id := jobs.enqueue(
            current.job_type, current.payload, current.workspace_id, current.priority
        );
        insert into jobs.schedule_runs (schedule, fire_at, job_id)
        values (current.schedule, advance_schedule.fire_at, new_id);
    end if;
    update jobs.schedules as s
    set
        next_at = advance_schedule.next_at,
        error_message = advance_schedule.error_message,
        last_fired_at = coalesce(advance_schedule.fire_at, s.last_fired_at)
    where s.schedule = current.schedule;
    return new_id;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.allowance (
  kind    jobs.job_types,
  full_at timestamp with time zone
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    -- With rate_limit jobs at once and one more every rate_seconds / rate_limit: as many as
    -- bring the time at which all is there again no further than rate_seconds ahead.
    select case
        when full_at = '-infinity' then (kind).rate_limit
        else floor(
            ((kind).rate_seconds - greatest(0, extract(epoch from full_at - clock_timestamp())))
            * (kind).rate_limit / (kind).rate_seconds + 1e-9
        )::integer
    end
$function$;

CREATE OR REPLACE FUNCTION jobs.announce (
  job           jobs.job_queue,
  status        jobs.job_status,
  progress      jsonb           DEFAULT NULL::jsonb,
  result        jsonb           DEFAULT NULL::jsonb,
  error_message text            DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    if
        job.workspace_id is null
        or to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null
    then
        return;
    end if;
    -- A broadcast carries little; who wants a large result reads it where it was written.
    perform realtime.send(
        jsonb_strip_nulls(jsonb_build_object(
            'job_id', job.id,
            'job_type', job.job_type,
            'status', status,
            'attempts', job.attempts,
            'progress', progress,
            'result', case when pg_column_size(result) <= 16384 then result end,
            'error_message', error_message
        )),
        'job', 'workspace:' || job.workspace_id, true
    );
end
$function$;

CREATE OR REPLACE FUNCTION jobs.apply (
  job        jobs.job_queue,
  result     jsonb,
  follow_ups jsonb
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.archive (
  job           jobs.job_queue,
  outcome       jobs.job_status,
  result        jsonb             DEFAULT NULL::jsonb,
  error_message text              DEFAULT NULL::text,
  error_detail  text              DEFAULT NULL::text,
  failure_kind  jobs.failure_kind DEFAULT NULL::jobs.failure_kind
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    with gone as (
        delete from jobs.job_queue as q where q.id = (job).id returning q.*
    )

    insert into jobs.job_archive (
        id, workspace_id, worker_id, job_type, payload, dedup_key, limit_key, after, priority,
        status, attempts, max_attempts, lease, crashes, failure_kind, progress, result,
        error_message, error_detail, scheduled_at, deadline, started_at, completed_at, created_at
    )
    select
        gone.id, gone.workspace_id, gone.worker_id, gone.job_type, gone.payload, gone.dedup_key,
        gone.limit_key, gone.after, gone.priority, outcome, gone.attempts, gone.max_attempts,
        gone.lease, gone.crashes, archive.failure_kind, gone.progress, archive.result,
        archive.error_message, archive.error_detail, gone.scheduled_at, gone.deadline,
        gone.started_at, clock_timestamp(), gone.created_at
    from gone
$function$;

CREATE OR REPLACE FUNCTION jobs.await (
  after      uuid[],
  regardless boolean
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.bury (
  job           jobs.job_queue,
  outcome       jobs.job_status,
  error_message text,
  error_detail  text              DEFAULT NULL::text,
  failure_kind  jobs.failure_kind DEFAULT 'error'::jobs.failure_kind
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    kind jobs.job_types;
    trouble text;
begin
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    if kind.failure_function is not null then
        -- A failure function that fails must not keep the job from ending: its error is
        -- kept with the job's own.
        begin
            execute jobs.call(kind.failure_function, '(jobs.job_queue, text)')
            using job, error_message;
        exception when others then
            get stacked diagnostics trouble = message_text;
            error_detail := concat_ws(
                e'\n', error_detail, format('%s failed: %s', kind.failure_function, trouble)
            );
        end;
    end if;
    perform jobs.archive(job, outcome, null, error_message, error_detail, failure_kind);
    if job.has_dependents then
        perform jobs.settle_dependents(array[job.id], false);
    end if;
    if kind.is_announced then
        perform jobs.announce(job, outcome, null, null, error_message);
    end if;
    perform jobs.wake_limited(kind);
end
$function$;

CREATE OR REPLACE FUNCTION jobs.cancel (
  job_id uuid
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    job jobs.job_queue;
    ended jobs.job_status;
begin
    select q.* into job from jobs.job_queue as q where q.id = cancel.job_id for update;
    if not found then
        select a.status into ended from jobs.job_archive as a where a.id = cancel.job_id;
        if not found then
            perform jobs.not_found(job_id);
        end if;
        raise exception using
            errcode = 'PT409',
            message = format('Job %s cannot be cancelled: it is %s.', job_id, ended),
            hint = 'Only jobs that wait or run can be cancelled.';
    end if;
    if job.status <> 'processing' then
        perform jobs.bury(job, 'cancelled', 'Cancelled before it ran.', null, 'cancelled');
        return 'cancelled';
    end if;
    update jobs.job_queue as q set cancel_requested = true where q.id = job.id;
    perform pg_notify('flywheel_jobs_cancel', job.id::text);
    perform jobs.broadcast('cancel', jsonb_build_object('job_id', job.id));
    return 'cancelling';
end
$function$;

CREATE OR REPLACE FUNCTION jobs.check_schedule()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    if not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = new.time_zone
    ) then
        raise exception using
            errcode = 'PT422',
            message = format(
                'Schedule "%s": "%s" is not a time zone.', new.schedule, new.time_zone
            ),
            hint = 'Use a name of the IANA database: UTC, Asia/Riyadh, Europe/Berlin.';
    end if;
    if cardinality(regexp_split_to_array(btrim(new.cron_line), '\s+')) <> 5 then
        raise exception using
            errcode = 'PT422',
            message = format(
                'Schedule "%s": the cron line "%s" does not have five fields.',
                new.schedule, new.cron_line
            ),
            hint = 'minute hour day-of-month month day-of-week, e.g. 30 6 * * 1-5';
    end if;
    -- A new line is read afresh, by whichever worker looks first.
    if tg_op = 'UPDATE' then
        new.next_at := null;
        new.error_message := null;
    end if;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.check_times (
  run_at       timestamp with time zone,
  deadline     timestamp with time zone,
  on_duplicate text,
  after        uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    if deadline <= now() then
        raise exception using
            errcode = 'PT422',
            message = format('The deadline %s has passed.', deadline),
            hint = 'Give a time in the future, or none.';
    end if;
    if deadline <= run_at then
        raise exception using
            errcode = 'PT422',
            message = format('The deadline %s comes before the job may run, at %s.', deadline, run_at),
            hint = 'Let run_at be before the deadline.';
    end if;
    if on_duplicate is null or on_duplicate not in ('keep_first', 'keep_last', 'replace') then
        raise exception using
            errcode = 'PT422',
            message = format('on_duplicate cannot be "%s".', on_duplicate),
            hint = 'keep_first: the waiting or running job stays. keep_last: the waiting one makes '
                'way. replace: the waiting one gets the new payload and time.';
    end if;
    if on_duplicate = 'replace' and after is not null then
        raise exception using
            errcode = 'PT422',
            message = 'A job that waits for others cannot replace one in its place.',
            hint = 'Use keep_last.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.claim (
  worker_id uuid,
  job_types text[],
  batch     integer DEFAULT 1,
  known     jsonb   DEFAULT NULL::jsonb
)
  RETURNS SETOF jobs.claimed_job
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET jit TO 'off'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.claim_known (
  worker_id uuid,
  job_types text[],
  batch     integer,
  known     jsonb
)
  RETURNS tid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.claim_level (
  worker_id    uuid,
  job_types    text[],
  level        integer,
  batch        integer,
  has_limits   boolean,
  waited_since timestamp with time zone DEFAULT 'infinity'::timestamp WITH time zone
)
  RETURNS tid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.claim_places (
  worker_id uuid,
  job_types text[],
  batch     integer
)
  RETURNS tid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.complete (
  job_id     uuid,
  lease      integer,
  result     jsonb   DEFAULT NULL::jsonb,
  follow_ups jsonb   DEFAULT NULL::jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.do_chores()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
    end if;
    perform jobs.reap(), jobs.expire();
    insert into jobs.chores (chore, done_at, took)
    values ('reap', clock_timestamp(), clock_timestamp() - begun)
    on conflict (chore) do update set done_at = excluded.done_at, took = excluded.took;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.enqueue (
  job_type        text,
  payload         jsonb                    DEFAULT '{}'::jsonb,
  workspace_id    uuid                     DEFAULT NULL::uuid,
  priority        integer                  DEFAULT 0,
  run_at          timestamp with time zone DEFAULT now(),
  max_attempts    integer                  DEFAULT NULL::integer,
  dedup_key       text                     DEFAULT NULL::text,
  on_duplicate    text                     DEFAULT 'keep_first'::text,
  limit_key       text                     DEFAULT NULL::text,
  deadline        timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  after           uuid[]                   DEFAULT NULL::uuid[],
  runs_regardless boolean                  DEFAULT false
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    kind constant jobs.job_types := jobs.admit(
        enqueue.job_type, enqueue.payload, enqueue.priority
    );
    due constant timestamptz := coalesce(enqueue.run_at, now());
    new jobs.job_queue;
    unfinished uuid[];
begin
    if deadline is not null or after is not null or on_duplicate is distinct from 'keep_first' then
        perform jobs.check_times(due, deadline, on_duplicate, after);
    end if;
    if after is not null then
        unfinished := jobs.await(after, runs_regardless);
    end if;
    new.id := jobs.new_id();
    new.workspace_id := enqueue.workspace_id;
    new.job_type := enqueue.job_type;
    new.payload := enqueue.payload;
    new.priority := enqueue.priority;
    new.max_attempts := coalesce(enqueue.max_attempts, kind.max_attempts);
    new.dedup_key := enqueue.dedup_key;
    new.limit_key := case
        when kind.max_running_per_key is null and kind.rate_limit is null then ''
        else coalesce(enqueue.limit_key, '')
    end;
    new.scheduled_at := due;
    new.deadline := enqueue.deadline;
    new.after := enqueue.after;
    new.waits_for := coalesce(cardinality(unfinished), 0);
    new.is_ready := due <= now() and new.waits_for = 0;
    new.runs_regardless := coalesce(enqueue.runs_regardless, false);

    if enqueue.dedup_key is not null then
        new.id := jobs.enqueue_unique(new, on_duplicate);
    else
        insert into jobs.job_queue (
            id, workspace_id, job_type, payload, priority, max_attempts, limit_key,
            scheduled_at, is_ready, deadline, after, waits_for, runs_regardless
        )
        values (
            new.id, new.workspace_id, new.job_type, new.payload, new.priority, new.max_attempts,
            new.limit_key, new.scheduled_at, new.is_ready, new.deadline, new.after,
            new.waits_for, new.runs_regardless
        );
    end if;
    if unfinished is not null then
        insert into jobs.job_dependencies (waits_for_id, job_id)
        select waits_for_id, new.id
        from unnest(unfinished) as waits_for_id
        on conflict do nothing;
    end if;
    return new.id;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.enqueue_element (
  job   jsonb,
  place integer,
  ids   uuid[]
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    after uuid[];
begin
    if exists (
        select
        from jsonb_array_elements(job -> 'after') as item (value)
        where jsonb_typeof(item.value) = 'number'
            and (item.value::numeric < 0 or item.value::numeric >= place)
    ) then
        raise exception using
            errcode = 'PT422',
            message = format('Job %s of the batch waits for one that does not come before it.', place),
            detail = format('Its "after" is %s.', job -> 'after'),
            hint = 'Numbers in "after" are places in the array, from 0, of earlier elements.';
    end if;
    select array_agg(
        case jsonb_typeof(item.value)
            when 'number' then ids[item.value::integer + 1] else (item.value #>> '{}')::uuid
        end
    ) into after
    from jsonb_array_elements(job -> 'after') as item (value);
    return jobs.enqueue(
        job ->> 'job_type',
        coalesce(job -> 'payload', '{}'),
        (job ->> 'workspace_id')::uuid,
        coalesce((job ->> 'priority')::integer, 0),
        (job ->> 'run_at')::timestamptz,
        (job ->> 'max_attempts')::integer,
        job ->> 'dedup_key',
        coalesce(job ->> 'on_duplicate', 'keep_first'),
        job ->> 'limit_key',
        (job ->> 'deadline')::timestamptz,
        after,
        coalesce((job ->> 'runs_regardless')::boolean, false)
    );
end
$function$;

CREATE OR REPLACE FUNCTION jobs.enqueue_many (
  batch jsonb
)
  RETURNS SETOF uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    -- Ids of one batch differ in their last five digits only, and are in the order of the batch.
    head constant text := left(replace(jobs.new_id()::text, '-', ''), 27);
    size integer;
    ids uuid[];
    refused jsonb;
    singles integer[];
    place integer;
begin
    if jsonb_typeof(batch) is distinct from 'array' then
        raise exception using
            errcode = 'PT422',
            message = 'A batch of jobs must be a JSON array.',
            hint = '[{"job_type": "…", "payload": {…}}, …], with the arguments of enqueue_job.';
    end if;
    size := jsonb_array_length(batch);
    if size > 100000 then
        raise exception using
            errcode = 'PT413',
            message = format('The batch has %s jobs; at most 100000 go in at once.', size),
            hint = 'Send several batches; a thousand jobs each is a good size.';
    end if;

    with input as materialized (
        select
            job.job_type,
            coalesce(job.payload, '{}') as payload,
            job.workspace_id,
            coalesce(job.priority, 0) as priority,
            coalesce(job.run_at, now()) as run_at,
            coalesce(job.max_attempts, kind.max_attempts) as max_attempts,
            case
                when kind.max_running_per_key is null and kind.rate_limit is null then ''
                else coalesce(job.limit_key, '')
            end as limit_key,
            job.dedup_key is null and job.after is null and job.deadline is null as is_plain,
            kind.max_payload_bytes,
            (head || lpad(to_hex(job.place), 5, '0'))::uuid as id,
            job.place
        from rows from (
            jsonb_to_recordset(batch) as (
                job_type text, payload jsonb, workspace_id uuid, priority integer,
                run_at timestamptz, max_attempts integer, dedup_key text, limit_key text,
                deadline timestamptz, after jsonb
            )
        ) with ordinality as job (
            job_type, payload, workspace_id, priority, run_at, max_attempts, dedup_key,
            limit_key, deadline, after, place
        )
        left join jobs.job_types as kind on kind.job_type = job.job_type
    ),

    refused as (
        select input.job_type, input.payload, input.priority
        from input
        where input.max_payload_bytes is null
            or jsonb_typeof(input.payload) <> 'object'
            or octet_length(input.payload::text) > input.max_payload_bytes
            or input.priority not between -100 and 100
        order by input.place
        limit 1
    ),

    added as (
        insert into jobs.job_queue (
            id, workspace_id, job_type, payload, priority, max_attempts, limit_key,
            scheduled_at, is_ready
        )
        select
            input.id, input.workspace_id, input.job_type, input.payload, input.priority,
            input.max_attempts, input.limit_key, input.run_at, input.run_at <= now()
        from input
        where input.is_plain and not exists (select from refused)
        order by input.place
    )

    select
        array_agg(input.id order by input.place),
        (select to_jsonb(refused) from refused),
        array_agg(input.place order by input.place) filter (where not input.is_plain)
    into ids, refused, singles
    from input;

    if refused is not null then
        perform jobs.admit(
            refused ->> 'job_type', refused -> 'payload', (refused ->> 'priority')::integer
        );
    end if;
    -- One by one, in order: they meet others by their keys, or wait for some of this batch.
    foreach place in array coalesce(singles, '{}') loop
        ids[place] := jobs.enqueue_element(batch -> place - 1, place - 1, ids);
    end loop;
    return query select unnest(ids);
end
$function$;

CREATE OR REPLACE FUNCTION jobs.enqueue_unique (
  new          jobs.job_queue,
  on_duplicate text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    nil constant uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    found_id uuid;
begin
    -- A duplicate may end between two statements; then the next round inserts.
    for round in 1..10 loop
        insert into jobs.job_queue (
            id, workspace_id, job_type, payload, priority, max_attempts, dedup_key, limit_key,
            scheduled_at, is_ready, deadline, after, waits_for, runs_regardless
        )
        values (
            new.id, new.workspace_id, new.job_type, new.payload, new.priority, new.max_attempts,
            new.dedup_key, new.limit_key, new.scheduled_at, new.is_ready, new.deadline,
            new.after, new.waits_for, new.runs_regardless
        )
        on conflict (job_type, dedup_key, lane)
        where dedup_key is not null do nothing
        returning id into found_id;
        if found_id is not null then
            return found_id;
        end if;

        if on_duplicate = 'keep_first' then
            select q.id into found_id
            from jobs.job_queue as q
            where q.job_type = new.job_type
                and q.dedup_key = new.dedup_key
                and q.lane = coalesce(new.workspace_id, nil);
        elsif on_duplicate = 'replace' then
            found_id := jobs.replace(new);
            if found_id is not null then
                perform jobs.wake(array[new.job_type]);
            end if;
        end if;
        if found_id is not null then
            return found_id;
        end if;
        if on_duplicate <> 'keep_first' then
            perform jobs.supersede(new.job_type, new.dedup_key, coalesce(new.workspace_id, nil));
        end if;
    end loop;
    raise exception using
        errcode = '40001',
        message = format('Jobs with the key "%s" come and go too fast.', new.dedup_key),
        hint = 'Try the transaction again, at isolation level read committed.';
end
$function$;

CREATE OR REPLACE FUNCTION jobs.exchange (
  worker_id  uuid,
  job_types  text[],
  batch      integer,
  ids        uuid[]    DEFAULT '{}'::uuid[],
  leases     integer[] DEFAULT '{}'::integer[],
  results    jsonb[]   DEFAULT NULL::jsonb[],
  follow_ups jsonb     DEFAULT NULL::jsonb,
  known      jsonb     DEFAULT NULL::jsonb
)
  RETURNS TABLE (
    id                  uuid,
    workspace_id        uuid,
    job_type            text,
    payload             jsonb,
    attempts            integer,
    max_attempts        integer,
    lease               integer,
    scheduled_at        double precision,
    crashes             integer,
    priority            smallint,
    seconds_to_deadline double precision
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    refused jsonb := '[]'::jsonb;
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
        'types', case when claimed > 0 then jobs.time_limits(exchange.job_types) end
    );
    return next;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.expire()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.fail (
  job_id              uuid,
  lease               integer,
  error_message       text,
  error_detail        text             DEFAULT NULL::text,
  may_retry           boolean          DEFAULT true,
  retry_after_seconds double precision DEFAULT NULL::double precision
)
  RETURNS jobs.job_status
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    job constant jobs.job_queue := jobs.hold(fail.job_id, fail.lease);
    kind jobs.job_types;
    run_at timestamptz;
begin
    if job.cancel_requested then
        perform jobs.bury(
            job, 'cancelled', 'Cancelled while it ran.', fail.error_detail, 'cancelled'
        );
        return 'cancelled'::jobs.job_status;
    end if;
    if not fail.may_retry or job.attempts >= job.max_attempts then
        perform jobs.bury(job, 'failed', fail.error_message, fail.error_detail);
        return 'failed'::jobs.job_status;
    end if;
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    run_at := now() + coalesce(
        make_interval(secs => fail.retry_after_seconds), jobs.backoff(kind, job.attempts)
    );
    if job.deadline <= run_at then
        perform jobs.bury(
            job, 'failed',
            format('%s No time is left for another attempt before the deadline.', fail.error_message),
            fail.error_detail, 'deadline'
        );
        return 'failed'::jobs.job_status;
    end if;
    update jobs.job_queue as q
    set error_message = fail.error_message, error_detail = fail.error_detail
    where q.id = job.id;
    perform jobs.put_back(job, run_at, job.attempts);
    if kind.is_announced then
        perform jobs.announce(job, 'retrying', null, null, fail.error_message);
    end if;
    return 'retrying'::jobs.job_status;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.finish (
  job_types  text[],
  ids        uuid[],
  leases     integer[],
  results    jsonb[]   DEFAULT NULL::jsonb[],
  follow_ups jsonb     DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.finish_special (
  places     integer[],
  ids        uuid[],
  leases     integer[],
  results    jsonb[],
  follow_ups jsonb,
  OUT        places_left integer[],
  OUT        refused jsonb
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.forget_limit_keys()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    update jobs.job_queue as q
    set limit_key = ''
    where q.job_type = new.job_type and q.limit_key <> '' and q.status <> 'processing';
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.has_limits (
  kinds text[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET jit TO 'off'
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.heartbeat (
  worker_id uuid,
  held      jsonb DEFAULT '[]'::jsonb
)
  RETURNS TABLE (
    id    uuid,
    lease integer,
    state text
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.heed_clock (
  went_back_by interval
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    -- A pause before the next attempt is a length of time, not a time of day.
    update jobs.job_queue as q
    set scheduled_at = greatest(q.scheduled_at - went_back_by, clock_timestamp())
    where not q.is_ready
        and q.status = 'retrying'
        and q.scheduled_at > clock_timestamp();
    update jobs.rates as r
    set full_at = r.full_at - went_back_by
    where r.full_at > clock_timestamp();
    -- Schedules that fired in a future that is not there yet look at the clock again.
    update jobs.schedules as s set next_at = null where s.last_fired_at > clock_timestamp();
end
$function$;

CREATE OR REPLACE FUNCTION jobs.keys_at (
  job_type text,
  level    integer,
  lane     uuid,
  most     integer
)
  RETURNS SETOF text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.lanes_at (
  kinds text[],
  level integer,
  most  integer
)
  RETURNS TABLE (
    job_type text,
    lane     uuid,
    weight   integer
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.levels (
  kinds text[],
  below integer DEFAULT 101
)
  RETURNS TABLE (
    job_type text,
    level    integer
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.lowest_level (
  kinds text[],
  above integer DEFAULT '-101'::integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.maintain (
  retention_days integer DEFAULT NULL::integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    days constant integer := coalesce(
        retention_days, (private.setting('jobs.retention_days') #>> '{}')::integer, 30
    );
    made integer := jobs.extend_archive();
    dropped integer := 0;
    orphans integer;
begin
    if days < 1 then
        raise exception using
            errcode = 'PT422',
            message = format('Finished jobs cannot be kept for %s days.', days),
            hint = 'Set app_settings jobs.retention_days to 1 or more.';
    end if;
    begin
        dropped := jobs.trim_archive(days);
    exception when lock_not_available then
        raise warning 'old partitions of jobs.job_archive are in use; the next run drops them';
    end;
    delete from jobs.job_queue as q
    where q.workspace_id is not null
        and q.status <> 'processing'
        and not exists (select from public.workspaces as w where w.id = q.workspace_id);
    get diagnostics orphans = row_count;
    delete from jobs.workers as w where w.seen_at < now() - interval '1 day';
    delete from jobs.rates as r where r.full_at < now();
    perform jobs.mend_dependencies();
    delete from jobs.schedule_runs as r where r.fire_at < now() - make_interval(days => days);
    perform
        private.maintain_partitions(),
        private.forget_idle_rates(),
        private.forget_login_attempts(),
        private.roll_up_counters();
    return jsonb_build_object(
        'partitions_made', made,
        'partitions_dropped', dropped,
        'orphans_deleted', orphans
    );
end
$function$;

CREATE OR REPLACE FUNCTION jobs.mend_dependencies()
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.move_done (
  ids     uuid[],
  leases  integer[],
  results jsonb[]
)
  RETURNS TABLE (
    places  integer[],
    awaited uuid[]
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET jit TO 'off'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.new_id()
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return encode(
        set_bit(
            set_bit(
                overlay(
                    uuid_send(gen_random_uuid())
                    placing substring(
                        int8send((date_part('epoch', clock_timestamp()) * 1000)::bigint) from 3
                    ) from 1 for 6
                ), 52, 1
            ), 53, 1
        ), 'hex'
    )::uuid;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.next_start (
  kind    jobs.job_types,
  full_at timestamp with time zone
)
  RETURNS timestamp WITH time zone
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select next_start.full_at - make_interval(
        secs => ((kind).rate_seconds - (kind).rate_seconds / (kind).rate_limit)::double precision
    )
$function$;

CREATE OR REPLACE FUNCTION jobs.only_lane (
  job_type text,
  level    integer
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

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
    full_types text[];
begin
    select array_agg(kind.job_type order by kind.job_type) into limited
    from jobs.job_types as kind
    where kind.job_type = any(open_types.job_types)
        and (
            kind.max_running is not null
            or kind.max_running_per_workspace is not null
            or kind.max_running_per_key is not null
            or kind.rate_limit is not null
        )
        and exists (
            select from jobs.job_queue as q where q.is_ready and q.job_type = kind.job_type
        );
    if limited is null then
        return open_types.job_types;
    end if;
    -- A limit is counted under a lock, or two workers would both take its last place. The order
    -- of the names keeps two claims from waiting for each other.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.jobs ' || kind, 0))
    from unnest(limited) as kind;

    select array_agg(kind.job_type) into full_types
    from jobs.job_types as kind
    where kind.job_type = any(limited)
        and kind.max_running <= (
            select count(*)
            from jobs.job_queue as q
            where q.status = 'processing' and q.job_type = kind.job_type
        );
    return array(
        select kind
        from unnest(open_types.job_types) as kind
        where kind <> all (coalesce(full_types, '{}'))
    );
end
$function$;

CREATE OR REPLACE FUNCTION jobs.prerequisites (
  job_id uuid
)
  RETURNS TABLE (
    id            uuid,
    job_type      text,
    status        text,
    result        jsonb,
    error_message text
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select a.id, a.job_type, a.status::text, a.result, a.error_message
    from jobs.job_queue as q
    cross join lateral unnest(q.after) with ordinality as wanted (id, place)
    join jobs.job_archive as a on a.id = wanted.id
    where q.id = prerequisites.job_id
    order by wanted.place
$function$;

CREATE OR REPLACE FUNCTION jobs.reap()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.register_type (
  job_type                  text,
  description               text,
  apply_function            text    DEFAULT NULL::text,
  failure_function          text    DEFAULT NULL::text,
  max_attempts              integer DEFAULT 5,
  lease_seconds             integer DEFAULT 20,
  timeout_seconds           integer DEFAULT 300,
  backoff_seconds           numeric DEFAULT 5,
  backoff_limit_seconds     numeric DEFAULT 3600,
  max_running               integer DEFAULT NULL::integer,
  max_running_per_workspace integer DEFAULT NULL::integer,
  max_payload_bytes         integer DEFAULT 65536,
  max_running_per_key       integer DEFAULT NULL::integer,
  rate_limit                integer DEFAULT NULL::integer,
  rate_seconds              numeric DEFAULT 1,
  max_crashes               integer DEFAULT 3,
  is_announced              boolean DEFAULT false
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    insert into jobs.job_types (
        job_type, description, apply_function, failure_function, max_attempts, lease_seconds,
        timeout_seconds, backoff_seconds, backoff_limit_seconds, max_running,
        max_running_per_workspace, max_payload_bytes, max_running_per_key, rate_limit,
        rate_seconds, max_crashes, is_announced
    )
    values (
        job_type, description, apply_function, failure_function, max_attempts, lease_seconds,
        timeout_seconds, backoff_seconds, backoff_limit_seconds, max_running,
        max_running_per_workspace, max_payload_bytes, max_running_per_key, rate_limit,
        rate_seconds, max_crashes, is_announced
    )
    on conflict (job_type) do update set
        description = excluded.description,
        apply_function = excluded.apply_function,
        failure_function = excluded.failure_function,
        max_attempts = excluded.max_attempts,
        lease_seconds = excluded.lease_seconds,
        timeout_seconds = excluded.timeout_seconds,
        backoff_seconds = excluded.backoff_seconds,
        backoff_limit_seconds = excluded.backoff_limit_seconds,
        max_running = excluded.max_running,
        max_running_per_workspace = excluded.max_running_per_workspace,
        max_payload_bytes = excluded.max_payload_bytes,
        max_running_per_key = excluded.max_running_per_key,
        rate_limit = excluded.rate_limit,
        rate_seconds = excluded.rate_seconds,
        max_crashes = excluded.max_crashes,
        is_announced = excluded.is_announced
$function$;

CREATE OR REPLACE FUNCTION jobs.release (
  held jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.release_others (
  worker_id uuid,
  held      jsonb
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select jobs.release(coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'lease', q.lease)), '[]'))
    from jobs.job_queue as q
    where q.status = 'processing'
        and q.worker_id = release_others.worker_id
        and not exists (
            select
            from jsonb_to_recordset(held) as mine (id uuid, lease integer)
            where mine.id = q.id and mine.lease = q.lease
        )
$function$;

CREATE OR REPLACE FUNCTION jobs.replace (
  new jobs.job_queue
)
  RETURNS uuid
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update jobs.job_queue as q
    set
        payload = (new).payload,
        priority = (new).priority,
        max_attempts = (new).max_attempts,
        limit_key = (new).limit_key,
        scheduled_at = (new).scheduled_at,
        is_ready = (new).is_ready and q.waits_for = 0,
        deadline = (new).deadline,
        status = 'pending',
        attempts = 0,
        crashes = 0,
        error_message = null,
        error_detail = null
    where q.job_type = (new).job_type
        and q.dedup_key = (new).dedup_key
        and q.lane = coalesce((new).workspace_id, '00000000-0000-0000-0000-000000000000')
        and q.status <> 'processing'
    returning q.id
$function$;

CREATE OR REPLACE FUNCTION jobs.retry (
  job_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    job jobs.job_queue;
    ended jobs.job_archive;
begin
    select q.* into job from jobs.job_queue as q where q.id = retry.job_id for update;
    if found then
        if job.status <> 'retrying' then
            raise exception using
                errcode = 'PT409',
                message = format('Job %s cannot be retried: it is %s.', job_id, job.status),
                hint = 'Only jobs that failed, were cancelled or wait for their next attempt can.';
        end if;
        update jobs.job_queue as q
        set is_ready = true, scheduled_at = now(), crashes = 0
        where q.id = job.id;
        perform jobs.wake(array[job.job_type]);
        return;
    end if;

    select a.* into ended from jobs.job_archive as a where a.id = retry.job_id for update;
    if not found then
        perform jobs.not_found(job_id);
    end if;
    if ended.status = 'completed' then
        raise exception using
            errcode = 'PT409',
            message = format('Job %s cannot be retried: it is completed.', job_id),
            hint = 'Enqueue a new job to do the work again.';
    end if;
    delete from jobs.job_archive as a
    where a.id = ended.id and a.completed_at = ended.completed_at;
    -- The lease goes on counting, so that nobody who once held the job can end it.
    insert into jobs.job_queue (
        id, workspace_id, job_type, payload, dedup_key, limit_key, after, priority, max_attempts,
        lease, error_message, error_detail, deadline, created_at
    )
    values (
        ended.id, ended.workspace_id, ended.job_type, ended.payload, ended.dedup_key,
        ended.limit_key, ended.after, ended.priority, ended.max_attempts, ended.lease,
        ended.error_message, ended.error_detail,
        case when ended.deadline > now() then ended.deadline end, ended.created_at
    );
exception when unique_violation then
    raise exception using
        errcode = 'PT409',
        message = format('Job %s cannot be retried: a newer one does its work.', job_id),
        detail = format('Key %s is held by a live job.', ended.dedup_key),
        hint = 'Wait for that job, or cancel it first.';
end
$function$;

CREATE OR REPLACE FUNCTION jobs.retry_failed (
  job_type     text                     DEFAULT NULL::text,
  workspace_id uuid                     DEFAULT NULL::uuid,
  failure_kind jobs.failure_kind        DEFAULT NULL::jobs.failure_kind,
  failed_since timestamp with time zone DEFAULT (now() - '1 day'::interval),
  failed_until timestamp with time zone DEFAULT now(),
  message_like text                     DEFAULT NULL::text,
  most         integer                  DEFAULT 10000
)
  RETURNS SETOF uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    candidate uuid;
begin
    -- One by one: some may have a newer job in their place, and stay where they are.
    for candidate in
        select a.id
        from jobs.job_archive as a
        where a.status = 'failed'
            and (retry_failed.job_type is null or a.job_type = retry_failed.job_type)
            and (retry_failed.workspace_id is null or a.workspace_id = retry_failed.workspace_id)
            and (retry_failed.failure_kind is null or a.failure_kind = retry_failed.failure_kind)
            and (retry_failed.message_like is null or a.error_message like retry_failed.message_like)
            and a.completed_at >= retry_failed.failed_since
            and a.completed_at <= retry_failed.failed_until
        order by a.completed_at
        limit retry_failed.most
    loop
        begin
            perform jobs.retry(candidate);
            return next candidate;
        exception when sqlstate 'PT409' or sqlstate 'PT404' then
            continue;
        end;
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.room (
  kind      jobs.job_types,
  lane      uuid,
  limit_key text
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.seconds_to_next (
  job_types text[] DEFAULT '{}'::text[]
)
  RETURNS double precision
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET jit TO 'off'
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.settle_dependents (
  ended     uuid[],
  succeeded boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.special_types (
  kinds text[]
)
  RETURNS text[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
begin
    return (
        select array_agg(t.job_type)
        from jobs.job_types as t
        where t.job_type = any(kinds) and (t.apply_function is not null or t.is_announced)
    );
end
$function$;

CREATE OR REPLACE FUNCTION jobs.spend (
  kind      jobs.job_types,
  limit_key text,
  count     integer
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.supersede (
  job_type  text,
  dedup_key text,
  lane      uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    old jobs.job_queue;
begin
    select q.* into old
    from jobs.job_queue as q
    where q.job_type = supersede.job_type
        and q.dedup_key = supersede.dedup_key
        and q.lane = supersede.lane
    for update;
    if old.status = 'processing' then
        -- It runs to its end; the key goes to the newcomer.
        update jobs.job_queue as q set dedup_key = null where q.id = old.id;
    elsif old.id is not null then
        perform jobs.bury(old, 'cancelled', 'A newer job took its place.', null, 'superseded');
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.take (
  worker_id    uuid,
  level        integer,
  kinds        text[],
  lanes        uuid[],
  keys         text[],
  quotas       integer[],
  most         integer,
  waited_since timestamp with time zone   DEFAULT 'infinity'::timestamp WITH time zone,
  since        timestamp with time zone[] DEFAULT NULL::timestamp WITH time zone[]
)
  RETURNS tid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.take_lane (
  worker_id    uuid,
  kind         jobs.job_types,
  level        integer,
  lane         uuid,
  limit_key    text,
  quota        integer,
  waited_since timestamp with time zone DEFAULT 'infinity'::timestamp WITH time zone
)
  RETURNS tid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.time_limits (
  kinds text[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
begin
    return (
        select jsonb_object_agg(
            t.job_type, jsonb_build_array(t.lease_seconds, t.timeout_seconds)
        )
        from jobs.job_types as t
        where t.job_type = any(kinds)
    );
end
$function$;

CREATE OR REPLACE FUNCTION jobs.wake_due()
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION jobs.wake_for_new()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    kinds text;
begin
    select string_agg(distinct added.job_type, ',') into kinds
    from added
    where added.waits_for = 0;
    if kinds is null then
        return null;
    end if;
    -- What jobs.wake does, without the calls: this is part of every enqueue.
    perform pg_notify('flywheel_jobs', case when length(kinds) < 7900 then kinds else '' end);
    if
        exists (
            select from jobs.workers as w
            where w.transport = 'edge' and w.seen_at > now() - interval '1 minute'
        )
    then
        perform jobs.broadcast('wake', jsonb_build_object('types', string_to_array(kinds, ',')));
    end if;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.wake_limited (
  kind jobs.job_types
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    if jobs.has_limits(array[kind.job_type]) then
        perform jobs.wake(
            case when kind.job_type is null then '{}' else array[kind.job_type] end
        );
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.retry_failed_jobs (
  workspace_id uuid,
  job_type     text,
  failure_kind jobs.failure_kind,
  failed_since timestamp with time zone,
  failed_until timestamp with time zone,
  message_like text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    retried integer;
begin
    if not private.is_service() then
        perform private.require_role(workspace_id, 'admin');
    end if;
    select count(*) into retried
    from jobs.retry_failed(
        job_type, workspace_id, failure_kind, failed_since, failed_until, message_like
    );
    return retried;
end
$function$;

CREATE OR REPLACE FUNCTION public.complete_job (
  job_id     uuid,
  lease      integer,
  result     jsonb   DEFAULT NULL::jsonb,
  follow_ups jsonb   DEFAULT NULL::jsonb
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select jobs.complete(job_id, lease, result, follow_ups)
$function$;

REVOKE ALL ON FUNCTION "public"."complete_job"(uuid, integer, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.enqueue_job (
  job_type        text,
  payload         jsonb                    DEFAULT '{}'::jsonb,
  workspace_id    uuid                     DEFAULT NULL::uuid,
  priority        integer                  DEFAULT 0,
  run_at          timestamp with time zone DEFAULT now(),
  max_attempts    integer                  DEFAULT NULL::integer,
  dedup_key       text                     DEFAULT NULL::text,
  on_duplicate    text                     DEFAULT 'keep_first'::text,
  limit_key       text                     DEFAULT NULL::text,
  deadline        timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  after           uuid[]                   DEFAULT NULL::uuid[],
  runs_regardless boolean                  DEFAULT false
)
  RETURNS uuid
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select jobs.enqueue(
        job_type, payload, workspace_id, priority, run_at, max_attempts, dedup_key, on_duplicate,
        limit_key, deadline, after, runs_regardless
    )
$function$;

REVOKE ALL
  ON FUNCTION "public"."enqueue_job"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean)
  FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.exchange_jobs (
  worker_id uuid,
  job_types text[],
  batch     integer DEFAULT 1,
  done      jsonb   DEFAULT '[]'::jsonb,
  known     jsonb   DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    with finished as (
        select
            coalesce(array_agg(d.id order by d.place), '{}') as ids,
            coalesce(array_agg(d.lease order by d.place), '{}') as leases,
            coalesce(array_agg(d.result order by d.place), '{}') as results,
            jsonb_object_agg(d.place, d.follow_ups) filter (where d.follow_ups is not null)
                as follow_ups
        from rows from (
            jsonb_to_recordset(done) as (id uuid, lease integer, result jsonb, follow_ups jsonb)
        ) with ordinality as d (id, lease, result, follow_ups, place)
    )

    select jsonb_build_object(
        'jobs', coalesce(jsonb_agg(to_jsonb(e)) filter (where e.id is not null), '[]'),
        'report', (jsonb_agg(e.payload) filter (where e.id is null)) -> 0
    )
    from finished
    cross join lateral jobs.exchange(
        worker_id, job_types, batch, finished.ids, finished.leases, finished.results,
        finished.follow_ups, known
    ) as e
$function$;

REVOKE ALL ON FUNCTION "public"."exchange_jobs"(uuid, text[], integer, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.job_prerequisites (
  job_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(jsonb_agg(to_jsonb(p)), '[]') from jobs.prerequisites(job_id) as p
$function$;

REVOKE ALL ON FUNCTION "public"."job_prerequisites"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_other_jobs (
  worker_id uuid,
  held      jsonb
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select jobs.release_others(worker_id, held)
$function$;

REVOKE ALL ON FUNCTION "public"."release_other_jobs"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.retry_failed_jobs (
  workspace_id uuid,
  job_type     text                     DEFAULT NULL::text,
  failure_kind text                     DEFAULT NULL::text,
  failed_since timestamp with time zone DEFAULT (now() - '1 day'::interval),
  failed_until timestamp with time zone DEFAULT now(),
  message_like text                     DEFAULT NULL::text
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.retry_failed_jobs(
        workspace_id, job_type, failure_kind::jobs.failure_kind, failed_since, failed_until,
        message_like
    )
$function$;

REVOKE ALL ON FUNCTION "public"."retry_failed_jobs"(uuid, text, text, timestamp WITH time zone, timestamp WITH time zone, text) FROM PUBLIC, "anon";

ALTER TABLE "jobs"."job_queue"
  ADD CONSTRAINT "job_queue_state" CHECK (
CASE status
    WHEN 'processing'::jobs.job_status THEN ((NOT is_ready) AND (waits_for = 0) AND (lease_expires_at IS NOT NULL))
    WHEN 'pending'::jobs.job_status THEN ((lease_expires_at IS NULL) AND ((waits_for = 0) OR (NOT is_ready)))
    WHEN 'retrying'::jobs.job_status THEN ((lease_expires_at IS NULL) AND (waits_for = 0))
    ELSE false
END);

ALTER TABLE "jobs"."job_queue"
  ADD CONSTRAINT "job_queue_values"
    CHECK
    (((priority >= '-100'::integer) AND (priority <= 100) AND (max_attempts > 0) AND (length(limit_key) <= 200) AND ((dedup_key IS NULL) OR ((dedup_key <> ''::text) AND
    (length(dedup_key) <= 200)))));

ALTER TABLE "jobs"."job_types"
  ADD CONSTRAINT "job_types_max_crashes_range" CHECK (((max_crashes >= 1) AND (max_crashes <= 100)));

ALTER TABLE "jobs"."job_types"
  ADD CONSTRAINT "job_types_max_running_per_key_positive" CHECK ((max_running_per_key > 0));

ALTER TABLE "jobs"."job_types"
  ADD CONSTRAINT "job_types_rate_limit_positive" CHECK ((rate_limit > 0));

ALTER TABLE "jobs"."job_types"
  ADD CONSTRAINT "job_types_rate_seconds_range" CHECK (((rate_seconds >= 0.001) AND (rate_seconds <= (86400)::numeric)));

ALTER TABLE "jobs"."rates"
  ADD CONSTRAINT "rates_job_type_known" FOREIGN KEY (job_type) REFERENCES jobs.job_types(job_type) ON DELETE CASCADE;

CREATE VIEW "jobs"."failures" WITH (security_invoker=true) AS  SELECT ((a.completed_at AT TIME ZONE 'UTC'::text))::date AS day,
    a.job_type,
    a.workspace_id,
    a.failure_kind,
    a.error_message,
    count(*) AS failed,
    max(a.completed_at) AS last_at,
    (array_agg(a.id ORDER BY a.completed_at DESC))[1] AS last_job_id
   FROM jobs.job_archive a
  WHERE (a.status = 'failed'::jobs.job_status)
  GROUP BY (((a.completed_at AT TIME ZONE 'UTC'::text))::date), a.job_type, a.workspace_id, a.failure_kind, a.error_message;

CREATE VIEW "jobs"."latency" WITH (security_invoker=true) AS  SELECT ended.hour,
    ended.job_type,
    count(*) AS ended,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ended.waited) AS waited_p50,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ended.waited) AS waited_p95,
    percentile_cont((0.99)::double precision) WITHIN GROUP (ORDER BY ended.waited) AS waited_p99,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ended.ran) AS ran_p50,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ended.ran) AS ran_p95,
    percentile_cont((0.99)::double precision) WITHIN GROUP (ORDER BY ended.ran) AS ran_p99
   FROM ( SELECT date_trunc('hour'::text, a.completed_at) AS hour,
            a.job_type,
            GREATEST((0)::double precision, date_part('epoch'::text, (a.started_at - a.scheduled_at))) AS waited,
            GREATEST((0)::double precision, date_part('epoch'::text, (a.completed_at - a.started_at))) AS ran
           FROM jobs.job_archive a
          WHERE ((a.started_at IS NOT NULL) AND (a.completed_at > (now() - '1 day'::interval)))) ended
  GROUP BY ended.hour, ended.job_type;

CREATE VIEW "jobs"."throughput" WITH (security_invoker=true) AS  SELECT date_trunc('minute'::text, a.completed_at) AS minute,
    a.job_type,
    a.workspace_id,
    count(*) AS ended,
    count(*) FILTER (WHERE (a.status = 'completed'::jobs.job_status)) AS completed,
    count(*) FILTER (WHERE (a.status = 'failed'::jobs.job_status)) AS failed,
    count(*) FILTER (WHERE (a.status = 'cancelled'::jobs.job_status)) AS cancelled,
    sum(a.attempts) AS attempts
   FROM jobs.job_archive a
  WHERE (a.completed_at > (now() - '1 day'::interval))
  GROUP BY (date_trunc('minute'::text, a.completed_at)), a.job_type, a.workspace_id;

CREATE VIEW "public"."job_queue" WITH (security_invoker=true) AS  SELECT q.id,
    q.workspace_id,
    q.job_type,
    q.status,
    q.priority,
    q.attempts,
    q.max_attempts,
    q.progress,
    q.error_message,
    q.scheduled_at,
    q.started_at,
    NULL::timestamp with time zone AS completed_at,
    q.created_at,
    q.deadline,
    NULL::jobs.failure_kind AS failure_kind
   FROM jobs.job_queue q
UNION ALL
 SELECT a.id,
    a.workspace_id,
    a.job_type,
    a.status,
    a.priority,
    a.attempts,
    a.max_attempts,
    a.progress,
    a.error_message,
    a.scheduled_at,
    a.started_at,
    a.completed_at,
    a.created_at,
    a.deadline,
    a.failure_kind
   FROM jobs.job_archive a;

REVOKE ALL ON TABLE "public"."job_queue" FROM "anon";

CREATE VIEW "reporting"."job_failures" WITH (security_barrier=true) AS  SELECT failed.day,
    failed.job_type,
    failed.workspace_id,
    failed.failure_kind,
    failed.error_message,
    count(*) AS failed,
    max(failed.completed_at) AS last_at,
    (array_agg(failed.id ORDER BY failed.completed_at DESC))[1] AS last_job_id
   FROM ( SELECT a.id,
            ((a.completed_at AT TIME ZONE 'UTC'::text))::date AS day,
            a.job_type,
            a.workspace_id,
            a.failure_kind,
            a.error_message,
            a.completed_at
           FROM jobs.job_archive a
          WHERE ((a.status = 'failed'::jobs.job_status) AND (a.workspace_id = ANY (ARRAY( SELECT w.id
                   FROM reporting.workspaces w))))) failed
  GROUP BY failed.day, failed.job_type, failed.workspace_id, failed.failure_kind, failed.error_message;

CREATE VIEW "reporting"."job_latency" WITH (security_barrier=true) AS  SELECT ended.hour,
    ended.job_type,
    ended.workspace_id,
    count(*) AS ended,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ended.waited) AS waited_p50,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ended.waited) AS waited_p95,
    percentile_cont((0.99)::double precision) WITHIN GROUP (ORDER BY ended.waited) AS waited_p99,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ended.ran) AS ran_p50,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ended.ran) AS ran_p95,
    percentile_cont((0.99)::double precision) WITHIN GROUP (ORDER BY ended.ran) AS ran_p99
   FROM ( SELECT date_trunc('hour'::text, a.completed_at) AS hour,
            a.job_type,
            a.workspace_id,
            GREATEST((0)::double precision, date_part('epoch'::text, (a.started_at - a.scheduled_at))) AS waited,
            GREATEST((0)::double precision, date_part('epoch'::text, (a.completed_at - a.started_at))) AS ran
           FROM jobs.job_archive a
          WHERE ((a.started_at IS NOT NULL) AND (a.workspace_id = ANY (ARRAY( SELECT w.id
                   FROM reporting.workspaces w))))) ended
  GROUP BY ended.hour, ended.job_type, ended.workspace_id;

CREATE VIEW "reporting"."job_throughput" WITH (security_barrier=true) AS  SELECT date_trunc('minute'::text, a.completed_at) AS minute,
    a.job_type,
    a.workspace_id,
    count(*) AS ended,
    count(*) FILTER (WHERE (a.status = 'completed'::jobs.job_status)) AS completed,
    count(*) FILTER (WHERE (a.status = 'failed'::jobs.job_status)) AS failed,
    count(*) FILTER (WHERE (a.status = 'cancelled'::jobs.job_status)) AS cancelled,
    sum(a.attempts) AS attempts
   FROM jobs.job_archive a
  WHERE (a.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)))
  GROUP BY (date_trunc('minute'::text, a.completed_at)), a.job_type, a.workspace_id;

-- Not "on only", as the CLI has it: the days that workers have made get it too.
CREATE INDEX job_archive_completed_at ON jobs.job_archive USING brin (completed_at)
  WITH (pages_per_range='32', autosummarize='on');



CREATE INDEX job_dependencies_job ON jobs.job_dependencies USING btree (job_id);

CREATE INDEX job_queue_deadline ON jobs.job_queue USING btree (deadline)
  WHERE ((deadline IS NOT NULL) AND (status <> 'processing'::jobs.job_status));

CREATE INDEX job_queue_due ON jobs.job_queue USING btree (scheduled_at)
  WHERE ((NOT is_ready) AND (status <> 'processing'::jobs.job_status) AND (waits_for = 0));

CREATE INDEX job_queue_ready ON jobs.job_queue USING btree (job_type, priority, lane, limit_key, scheduled_at)
  WHERE is_ready;

CREATE INDEX job_queue_running ON jobs.job_queue USING btree (job_type, lane)
  WHERE (status = 'processing'::jobs.job_status);

CREATE TRIGGER job_types_forget_limit_keys
  AFTER UPDATE OF max_running_per_key, rate_limit ON jobs.job_types
  FOR EACH ROW
  WHEN (((new.max_running_per_key IS NULL) AND (new.rate_limit IS NULL) AND ((old.max_running_per_key IS NOT NULL) OR (old.rate_limit IS NOT NULL))))
  EXECUTE FUNCTION jobs.forget_limit_keys();

CREATE TRIGGER workspace_shares_touch
  BEFORE UPDATE ON jobs.workspace_shares
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE POLICY "chores_select" ON "jobs"."chores"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "job_dependencies_select" ON "jobs"."job_dependencies"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "rates_select" ON "jobs"."rates"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "workspace_shares_select" ON "jobs"."workspace_shares"
  FOR SELECT
  TO "authenticated"
  USING (false);

COMMENT ON COLUMN "jobs"."job_archive"."failure_kind" IS 'Why it did not succeed; null where it did.';

COMMENT ON COLUMN "jobs"."job_queue"."after" IS 'The jobs whose end this one waits or waited for.';

COMMENT ON COLUMN "jobs"."job_queue"."crashes" IS 'How many workers fell silent with it. From the first on, no other job is started beside it.';

COMMENT ON COLUMN "jobs"."job_queue"."deadline" IS 'When it is too late to run: a job that waits longer fails, one that runs longer is stopped.';

COMMENT ON COLUMN "jobs"."job_queue"."dedup_key" IS 'At most one waiting or running job of a type and workspace has it; jobs.enqueue says what becomes of a second one.';

COMMENT ON COLUMN "jobs"."job_queue"."has_dependents" IS 'Whether jobs wait for this one.';

COMMENT ON COLUMN "jobs"."job_queue"."limit_key" IS 'What the type''s limits per key count by: an account at a vendor, a host, a campaign. Kept only where the type has such limits.';

COMMENT ON COLUMN "jobs"."job_queue"."runs_regardless" IS 'Whether it also runs when a job that it waited for did not succeed.';

COMMENT ON COLUMN "jobs"."job_queue"."waits_for" IS 'How many of the jobs in after have not ended.';

COMMENT ON COLUMN "jobs"."job_types"."is_announced" IS 'Whether progress, outcome and result are broadcast to the private topic workspace:<id>, as event "job": for types whose results its members may read.';

COMMENT ON COLUMN "jobs"."job_types"."max_crashes" IS 'How many workers a job may take down before it is set aside as poison.';

COMMENT ON COLUMN "jobs"."job_types"."max_running_per_key" IS 'The same among the jobs of one workspace with one limit_key.';

COMMENT ON COLUMN "jobs"."job_types"."rate_limit" IS 'How many jobs may start per rate_seconds, for each limit_key: at once, or evenly. Null: no limit.';

COMMENT ON COLUMN "jobs"."rates"."full_at" IS 'When the whole allowance is there again if nothing more starts (the theoretical arrival time).';

COMMENT ON COLUMN "jobs"."workspace_shares"."max_running" IS 'How many of its jobs may run at once, over all types and workers. Null: no limit.';

COMMENT ON COLUMN "jobs"."workspace_shares"."weight" IS 'Its share of a claim relative to the others that wait: 3 gets three jobs for each one of 1.';

COMMENT ON FUNCTION "jobs"."allowance"(jobs.job_types, timestamp with time zone) IS 'How many jobs a rate limit lets start now. GCRA (ITU-T I.371, virtual scheduling).';

COMMENT ON FUNCTION "jobs"."announce"(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) IS 'Tells the members of a job''s workspace what became of it: event "job" on the private topic workspace:<id>. Results over 16 kB are left out.';

COMMENT ON FUNCTION "jobs"."apply"(jobs.job_queue, jsonb, jsonb) IS 'Lets a job''s type write its result, and enqueues what the handler wants done next. Returns whether the type has an apply function.';

COMMENT ON FUNCTION "jobs"."archive"(jobs.job_queue, jobs.job_status, jsonb, text, text, jobs.failure_kind) IS 'Moves a job from the hot table to the archive with its outcome.';

COMMENT ON FUNCTION "jobs"."await"(uuid[], boolean) IS 'Marks live jobs as waited for and returns them. Raises PT404 for an unknown one, PT409 for one that has ended without success.';

COMMENT ON FUNCTION "jobs"."bury"(jobs.job_queue, jobs.job_status, text, text, jobs.failure_kind) IS 'Ends a job without success: calls the type''s failure function, archives it, and settles what waited for it.';

COMMENT ON FUNCTION "jobs"."check_schedule"() IS 'Trigger: refuses unknown time zones and lines that are none, and forgets the fire time of a schedule that changed. Workers read the rest of the line and note what is wrong in error_message.';

COMMENT ON FUNCTION "jobs"."check_times"(timestamp with time zone, timestamp with time zone, text, uuid[]) IS 'Raises PT422 for a deadline that cannot be met, and for what cannot be done with a duplicate.';

COMMENT ON FUNCTION "jobs"."claim"(uuid, text[], integer, jsonb) IS 'Hands up to batch ready jobs of these types to a worker, each with a lease: higher priority first, then shares by weight for the workspaces, then the oldest; within all limits. known: see jobs.claim_known.';

COMMENT ON FUNCTION "jobs"."claim_known"(uuid, text[], integer, jsonb) IS 'A claim that does not look for lanes, but takes them as [{"job_type", "priority", "lane", "since"}, …] and looks at jobs from then on only. An old transaction keeps the remains of ended jobs in the indexes, and who looks from the start must step over them; a worker that notices that asks this way, and only now and then from the start.';

COMMENT ON FUNCTION "jobs"."claim_level"(uuid, text[], integer, integer, boolean, timestamp with time zone) IS 'Hands out ready jobs of one priority, in shares by weight and within all limits.';

COMMENT ON FUNCTION "jobs"."claim_places"(uuid, text[], integer) IS 'Marks up to batch ready jobs of these types as held by a worker, and returns where they stand.';

COMMENT ON FUNCTION "jobs"."complete"(uuid, integer, jsonb, jsonb) IS 'Applies a job''s result with its type''s apply function, enqueues its follow-ups and archives it: all or nothing. Raises JQ409 when the lease was lost, or what the apply function raises.';

COMMENT ON FUNCTION "jobs"."do_chores"() IS 'Puts back what silent workers held and ends what is past its deadline, at most once a second over all workers, and notices a clock that was put back. Every heartbeat calls it.';

COMMENT ON FUNCTION "jobs"."enqueue"(text, jsonb, uuid, integer, timestamp with time zone, integer, text, text, text, timestamp
  with time zone, uuid[], boolean) IS 'Puts a job into the queue as part of the caller''s transaction and returns its id. With the dedup_key of a live job, on_duplicate decides: keep_first, keep_last or replace. limit_key: what the type''s limits per key count by. deadline: when it is too late to run. after: ids of jobs that must end first, with success unless runs_regardless. Raises PT404, PT409, PT413 or PT422.';

COMMENT ON FUNCTION "jobs"."enqueue_element"(jsonb, integer, uuid[]) IS 'Enqueues one element of a batch whose earlier elements have these ids. Raises PT422 for an "after" that does not point back.';

COMMENT ON FUNCTION "jobs"."enqueue_many"(jsonb) IS 'Puts up to 100000 jobs in and returns their ids in order. Each element has the arguments of jobs.enqueue by name; in after, a number stands for the element at that place of the array, from 0. All or none. Raises what jobs.enqueue does.';

COMMENT ON FUNCTION "jobs"."enqueue_unique"(jobs.job_queue, text) IS 'Puts a job with a dedup key in, or does with the one that has the key what on_duplicate says. Returns the id of the job that now has the key. Raises 40001.';

COMMENT ON FUNCTION "jobs"."exchange"(uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb) IS 'Completes what a worker has done (see jobs.finish) and hands out the next jobs (see jobs.claim) in one round trip and one transaction. The last row, without an id, has a report as its payload: what was refused, the time, when the next job is due where fewer came than were asked for, and {type: [lease_seconds, timeout_seconds]} where some came.';

COMMENT ON FUNCTION "jobs"."expire"() IS 'Ends waiting jobs whose deadline has passed. Returns how many.';

COMMENT ON FUNCTION "jobs"."fail"(uuid, integer, text, text, boolean, double precision) IS 'Ends an attempt without success. The job waits for its next attempt, or is failed when it has none left, may not be retried or would miss its deadline, or cancelled when that was asked for. Returns which. Raises JQ409 when the lease was lost.';

COMMENT ON FUNCTION "jobs"."finish"(text[], uuid[], integer[], jsonb[], jsonb) IS 'Completes many jobs of these types in one transaction, each as jobs.complete would. Returns those that were refused, [{"place", "code", "message", "hint"}]: the others are completed all the same. follow_ups: for each place, as a key, a batch for jobs.enqueue_many.';

COMMENT ON FUNCTION "jobs"."finish_special"(integer[], uuid[], integer[], jsonb[], jsonb) IS 'Completes the jobs at these places of the arrays one by one; those that raise are returned as refused and change nothing.';

COMMENT ON FUNCTION "jobs"."forget_limit_keys"() IS 'Trigger: where a type no longer has limits per key, its waiting jobs need no keys, and claims need not look at them key by key.';

COMMENT ON FUNCTION "jobs"."has_limits"(text[]) IS 'Whether one of these types, or any workspace, has a limit.';

COMMENT ON FUNCTION "jobs"."heartbeat"(uuid, jsonb) IS 'Says that a worker lives and extends the leases of [{"id", "lease", "progress"?}, …]. Answers for each: held, cancelled (please stop) or lost (stop, nothing you write counts). Also does the chores: jobs of workers that fell silent go back, those past their deadline end.';

COMMENT ON FUNCTION "jobs"."heed_clock"(interval) IS 'After the server''s clock was put back: attempts, rates and schedules do not wait for the time at which it was wrong to come again. What somebody wanted done at a time of day stays at that time.';

COMMENT ON FUNCTION "jobs"."keys_at"(text, integer, uuid, integer) IS 'The limit keys of a lane''s ready jobs of one type and priority, shuffled; at most so many.';

COMMENT ON FUNCTION "jobs"."lanes_at"(text[], integer, integer) IS 'Types and lanes that have ready jobs of one priority, drawn by weight; at most so many lanes per type.';

COMMENT ON FUNCTION "jobs"."levels"(text[], integer) IS 'For each type with ready jobs below a priority, its highest such priority.';

COMMENT ON FUNCTION "jobs"."lowest_level"(text[], integer) IS 'The lowest priority above another at which these types have ready jobs; null where there is none.';

COMMENT ON FUNCTION "jobs"."mend_dependencies"() IS 'Frees jobs that wait for one that was deleted with its workspace. Returns how many. jobs.maintain calls it.';

COMMENT ON FUNCTION "jobs"."move_done"(uuid[], integer[], jsonb[]) IS 'Moves jobs that are held under these leases to the archive as completed. Returns the places in the arrays of those it found, and which of them others wait for.';

COMMENT ON FUNCTION "jobs"."new_id"() IS 'A UUID of version 7 (RFC 9562): milliseconds, then chance. Ids of one moment lie side by side in an index, where random ones would touch a page each: a claim costs a quarter less.';

COMMENT ON FUNCTION "jobs"."next_start"(jobs.job_types, timestamp with time zone) IS 'When a rate limit in this state lets the next job start.';

COMMENT ON FUNCTION "jobs"."only_lane"(text, integer) IS 'The lane of the ready jobs of a type and priority where there is just one; else null.';

COMMENT ON FUNCTION "jobs"."open_types"(text[]) IS 'Those of these types that may start jobs now; takes the locks under which limits are counted.';

COMMENT ON FUNCTION "jobs"."prerequisites"(uuid) IS 'What became of the jobs that a live job waited for, in the order in which it named them.';

COMMENT ON FUNCTION "jobs"."reap"() IS 'Takes jobs whose lease has ended back into the queue, or ends them: as poison when they have taken down as many workers as their type allows or have no attempt left. Returns how many.';

COMMENT ON FUNCTION
  "jobs"."register_type"(text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer, integer, integer, integer, numeric, integer, boolean) IS
  'Makes a job type known, or changes it. For migrations; not granted to any API role.';

COMMENT ON FUNCTION "jobs"."release_others"(uuid, jsonb) IS 'Gives back what a worker holds without knowing: all but [{"id", "lease"}, …]. For a worker whose connection was cut before the answer to a claim came. Returns how many went back.';

COMMENT ON FUNCTION "jobs"."replace"(jobs.job_queue) IS 'Gives the waiting job with this key a new payload and time, as if it were new. Null where none waits.';

COMMENT ON FUNCTION "jobs"."retry"(uuid) IS 'Runs a failed or cancelled job again with all its attempts, and one that waits for its next attempt at once. A deadline that has passed is dropped. Raises PT404 or PT409.';

COMMENT ON FUNCTION "jobs"."retry_failed"(text, uuid, jobs.failure_kind, timestamp with time zone, timestamp with time zone, text, integer) IS 'Runs jobs again that failed, by type, workspace, kind of failure, time and message (a pattern for like), the oldest first. Returns their ids; leaves those alone whose place a newer job has taken.';

COMMENT ON FUNCTION "jobs"."room"(jobs.job_types, uuid, text) IS 'How many more jobs of a type, lane and key may start now.';

COMMENT ON FUNCTION "jobs"."seconds_to_next"(text[]) IS 'Seconds until the next delayed job is due, or a rate limit of these types lets one start; null where nothing is coming: how long an idle worker may sleep.';

COMMENT ON FUNCTION "jobs"."settle_dependents"(uuid[], boolean) IS 'Tells the jobs that waited for these that they have ended: who waits for none any more is ready; without success, who does not run regardless fails too.';

COMMENT ON FUNCTION "jobs"."special_types"(text[]) IS 'Those of these types that have an apply function or are announced; null where there are none.';

COMMENT ON FUNCTION "jobs"."spend"(jobs.job_types, text, integer) IS 'Takes so many starts from a rate limit; nothing where the type has none.';

COMMENT ON FUNCTION "jobs"."supersede"(text, text, uuid) IS 'Makes way for a newer job with the same key: a waiting one ends, a running one gives up the key.';

COMMENT ON FUNCTION "jobs"."take"(uuid, integer, text[], uuid[], text[], integer[], integer, timestamp with time zone, timestamp with time zone[]) IS 'Hands ready jobs of one priority to a worker: from each type, lane and key the oldest, up to its quota, and at most so many in all. Returns their places in the table, which hold until the transaction ends: to pass rows from function to function would cost more than to read them once.';

COMMENT ON FUNCTION "jobs"."take_lane"(uuid, jobs.job_types, integer, uuid, text, integer, timestamp with time zone) IS 'What jobs.take does, for one type, lane and key: the common case, in half the time.';

COMMENT ON FUNCTION "jobs"."time_limits"(text[]) IS '{type: [lease_seconds, timeout_seconds]} of these types.';

COMMENT ON FUNCTION "jobs"."wake_limited"(jobs.job_types) IS 'Wakes workers when a job of a limited type or workspace has ended: a place is free.';

COMMENT ON FUNCTION "private"."retry_failed_jobs"(uuid, text, jobs.failure_kind, timestamp with time zone, timestamp with time zone, text) IS 'Body of public.retry_failed_jobs.';

COMMENT ON FUNCTION "public"."complete_job"(uuid, integer, jsonb, jsonb) IS 'Applies a job''s result and ends the job, in one transaction. Service key only.';

COMMENT ON FUNCTION "public"."enqueue_job"(text, jsonb, uuid, integer, timestamp with time zone, integer, text, text, text, timestamp
  with time zone, uuid[], boolean) IS 'Enqueues one job and returns its id. Service key only.';

COMMENT ON FUNCTION "public"."exchange_jobs"(uuid, text[], integer, jsonb, jsonb) IS 'Completes jobs, [{"id", "lease", "result", "follow_ups"}, …], and hands out the next ones: {"jobs": […], "report": {"refused": [{"place", "code", "message", "hint"}], "seconds_to_next": when the next job is due, "now", "types": {type: [lease_seconds, timeout_seconds]}}}. Service key only.';

COMMENT ON FUNCTION "public"."job_prerequisites"(uuid) IS 'What became of the jobs that a job waited for: [{"id", "job_type", "status", "result", "error_message"}, …]. Service key only.';

COMMENT ON FUNCTION "public"."release_other_jobs"(uuid, jsonb) IS 'Gives back what a worker holds without knowing. Service key only.';

COMMENT ON FUNCTION "public"."retry_failed_jobs"(uuid, text, text, timestamp with time zone, timestamp with time zone, text) IS 'Runs the jobs of your workspace again that failed, at most 10,000, by type, kind of failure (error, poison, deadline, prerequisite), time and message (a pattern for like). Returns how many. For admins; raises PT403.';

COMMENT ON TABLE "jobs"."chores" IS 'When each of the small tasks between claims was last done: whoever comes first does it, at most every second, and the rarer the longer it takes.';

COMMENT ON TABLE "jobs"."job_dependencies" IS 'Which live job waits for which. A row goes when the job waited for ends.';

COMMENT ON TABLE "jobs"."rates" IS 'State of the rate limits, by GCRA (ITU-T I.371, virtual scheduling): one time for each type and key. jobs.maintain forgets those that are full again.';

COMMENT ON TABLE "jobs"."workspace_shares" IS 'Workspaces that get more than an equal share of the workers, or may not run more than so many jobs at once. Who is not listed has weight 1 and no limit. No foreign key, as on job_queue.';

COMMENT ON TYPE "jobs"."claimed_job" IS 'What a worker is told about a job that it has claimed. scheduled_at: when it was to run, in seconds since 1970, which both sides read and write faster than a timestamp.';

COMMENT ON TYPE "jobs"."failure_kind" IS 'Why a job ended without success. error: its last attempt failed. poison: it ended its workers. deadline: its time was over. prerequisite: a job that it waited for did not succeed. cancelled: somebody wished so. superseded: a newer job with its key took its place.';

COMMENT ON VIEW "jobs"."failures" IS 'Why jobs failed, per UTC day, type, workspace and message, while retention lasts; with the last job, to ask about.';

COMMENT ON VIEW "jobs"."latency" IS 'Per hour of the last day and type, in seconds: how long jobs waited from when they were to run until their last attempt began, and how long that ran until its end was written.';

COMMENT ON VIEW "jobs"."throughput" IS 'How many jobs ended, per minute of the last day, type and workspace.';

COMMENT ON VIEW "public"."job_queue" IS 'The jobs of your workspaces, live and ended, while retention lasts. Payloads and tracebacks stay inside. Cancel and retry with cancel_job and retry_job.';

COMMENT ON VIEW "reporting"."job_failures" IS 'Why jobs failed, per UTC day, type, workspace and message; with the last job, to ask about.';

COMMENT ON VIEW "reporting"."job_latency" IS 'Per hour, type and workspace, in seconds: how long jobs waited from when they were to run until their last attempt began, and how long they ran until their end was written.';

COMMENT ON VIEW "reporting"."job_throughput" IS 'How many jobs ended, per minute, type and workspace.';

REVOKE ALL ON FUNCTION "jobs"."allowance"(jobs.job_types, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."allowance"(jobs.job_types, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."allowance"(jobs.job_types, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."allowance"(jobs.job_types, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."announce"(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."announce"(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."announce"(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."announce"(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."apply"(jobs.job_queue, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."apply"(jobs.job_queue, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."apply"(jobs.job_queue, jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."archive"(jobs.job_queue, jobs.job_status, jsonb, text, text, jobs.failure_kind) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."archive"(jobs.job_queue, jobs.job_status, jsonb, text, text, jobs.failure_kind) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."archive"(jobs.job_queue, jobs.job_status, jsonb, text, text, jobs.failure_kind) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."await"(uuid[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."await"(uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."await"(uuid[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."await"(uuid[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."bury"(jobs.job_queue, jobs.job_status, text, text, jobs.failure_kind) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."bury"(jobs.job_queue, jobs.job_status, text, text, jobs.failure_kind) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."bury"(jobs.job_queue, jobs.job_status, text, text, jobs.failure_kind) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."check_times"(timestamp WITH time zone, timestamp WITH time zone, text, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."check_times"(timestamp WITH time zone, timestamp WITH time zone, text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."check_times"(timestamp WITH time zone, timestamp WITH time zone, text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."check_times"(timestamp WITH time zone, timestamp WITH time zone, text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."claim"(uuid, text[], integer, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."claim"(uuid, text[], integer, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim"(uuid, text[], integer, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim"(uuid, text[], integer, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."claim_known"(uuid, text[], integer, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."claim_known"(uuid, text[], integer, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim_known"(uuid, text[], integer, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim_known"(uuid, text[], integer, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."claim_level"(uuid, text[], integer, integer, boolean, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."claim_level"(uuid, text[], integer, integer, boolean, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim_level"(uuid, text[], integer, integer, boolean, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim_level"(uuid, text[], integer, integer, boolean, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."claim_places"(uuid, text[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."claim_places"(uuid, text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim_places"(uuid, text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."claim_places"(uuid, text[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."complete"(uuid, integer, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."complete"(uuid, integer, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."complete"(uuid, integer, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."complete"(uuid, integer, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."do_chores"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."do_chores"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."do_chores"() TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."do_chores"() TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."enqueue"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."enqueue"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."enqueue"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean) TO "postgres";

GRANT EXECUTE
  ON FUNCTION "jobs"."enqueue"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean)
  TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."enqueue_element"(jsonb, integer, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."enqueue_element"(jsonb, integer, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."enqueue_element"(jsonb, integer, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."enqueue_element"(jsonb, integer, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."enqueue_unique"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."enqueue_unique"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."enqueue_unique"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."enqueue_unique"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."exchange"(uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."exchange"(uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."exchange"(uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."exchange"(uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."expire"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."expire"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."expire"() TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."expire"() TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."finish"(text[], uuid[], integer[], jsonb[], jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."finish"(text[], uuid[], integer[], jsonb[], jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."finish"(text[], uuid[], integer[], jsonb[], jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."finish"(text[], uuid[], integer[], jsonb[], jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."finish_special"(integer[], uuid[], integer[], jsonb[], jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."finish_special"(integer[], uuid[], integer[], jsonb[], jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."finish_special"(integer[], uuid[], integer[], jsonb[], jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."forget_limit_keys"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."forget_limit_keys"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."forget_limit_keys"() TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."has_limits"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."has_limits"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."has_limits"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."has_limits"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."heed_clock"(interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."heed_clock"(interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."heed_clock"(interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."heed_clock"(interval) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."keys_at"(text, integer, uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."keys_at"(text, integer, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."keys_at"(text, integer, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."keys_at"(text, integer, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."lanes_at"(text[], integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."lanes_at"(text[], integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."lanes_at"(text[], integer, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."lanes_at"(text[], integer, integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."levels"(text[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."levels"(text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."levels"(text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."levels"(text[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."lowest_level"(text[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."lowest_level"(text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."lowest_level"(text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."lowest_level"(text[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."mend_dependencies"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."mend_dependencies"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."mend_dependencies"() TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."move_done"(uuid[], integer[], jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."move_done"(uuid[], integer[], jsonb[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."move_done"(uuid[], integer[], jsonb[]) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."new_id"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."new_id"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."new_id"() TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."new_id"() TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."next_start"(jobs.job_types, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."next_start"(jobs.job_types, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."next_start"(jobs.job_types, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."next_start"(jobs.job_types, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."only_lane"(text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."only_lane"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."only_lane"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."only_lane"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."open_types"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."open_types"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."open_types"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."open_types"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."prerequisites"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."prerequisites"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."prerequisites"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."prerequisites"(uuid) TO "service_role";

REVOKE ALL
  ON FUNCTION "jobs"."register_type"(text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer, integer, integer, integer, numeric, integer, boolean)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "jobs"."register_type"(text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer, integer, integer, integer, numeric, integer, boolean)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "jobs"."register_type"(text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer, integer, integer, integer, numeric, integer, boolean)
  TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."release_others"(uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."release_others"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."release_others"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."release_others"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."replace"(jobs.job_queue) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."replace"(jobs.job_queue) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."replace"(jobs.job_queue) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."replace"(jobs.job_queue) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."retry_failed"(text, uuid, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."retry_failed"(text, uuid, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."retry_failed"(text, uuid, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."room"(jobs.job_types, uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."room"(jobs.job_types, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."room"(jobs.job_types, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."room"(jobs.job_types, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."seconds_to_next"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."seconds_to_next"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."seconds_to_next"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."seconds_to_next"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."settle_dependents"(uuid[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."settle_dependents"(uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."settle_dependents"(uuid[], boolean) TO "postgres";

REVOKE ALL ON FUNCTION "jobs"."special_types"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."special_types"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."special_types"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."special_types"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."spend"(jobs.job_types, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."spend"(jobs.job_types, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."spend"(jobs.job_types, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."spend"(jobs.job_types, text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."supersede"(text, text, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."supersede"(text, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."supersede"(text, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."supersede"(text, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."take"(uuid, integer, text[], uuid[], text[], integer[], integer, timestamp WITH time zone, timestamp WITH time zone[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."take"(uuid, integer, text[], uuid[], text[], integer[], integer, timestamp WITH time zone, timestamp WITH time zone[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."take"(uuid, integer, text[], uuid[], text[], integer[], integer, timestamp WITH time zone, timestamp WITH time zone[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."take"(uuid, integer, text[], uuid[], text[], integer[], integer, timestamp WITH time zone, timestamp WITH time zone[]) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."take_lane"(uuid, jobs.job_types, integer, uuid, text, integer, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."take_lane"(uuid, jobs.job_types, integer, uuid, text, integer, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."take_lane"(uuid, jobs.job_types, integer, uuid, text, integer, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."take_lane"(uuid, jobs.job_types, integer, uuid, text, integer, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "jobs"."time_limits"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."time_limits"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."time_limits"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."time_limits"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "private"."retry_failed_jobs"(uuid, text, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."retry_failed_jobs"(uuid, text, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."retry_failed_jobs"(uuid, text, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_failed_jobs"(uuid, text, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_failed_jobs"(uuid, text, jobs.failure_kind, timestamp WITH time zone, timestamp WITH time zone, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."complete_job"(uuid, integer, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."complete_job"(uuid, integer, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."complete_job"(uuid, integer, jsonb, jsonb) TO "service_role";

REVOKE ALL
  ON FUNCTION "public"."enqueue_job"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."enqueue_job"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean)
  TO "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."enqueue_job"(text, jsonb, uuid, integer, timestamp WITH time zone, integer, text, text, text, timestamp WITH time zone, uuid[], boolean)
  TO "service_role";

REVOKE ALL ON FUNCTION "public"."exchange_jobs"(uuid, text[], integer, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."exchange_jobs"(uuid, text[], integer, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."exchange_jobs"(uuid, text[], integer, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."job_prerequisites"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."job_prerequisites"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."job_prerequisites"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_other_jobs"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_other_jobs"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_other_jobs"(uuid, jsonb) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."retry_failed_jobs"(uuid, text, text, timestamp WITH time zone, timestamp WITH time zone, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."retry_failed_jobs"(uuid, text, text, timestamp WITH time zone, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_failed_jobs"(uuid, text, text, timestamp WITH time zone, timestamp WITH time zone, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_failed_jobs"(uuid, text, text, timestamp WITH time zone, timestamp WITH time zone, text) TO "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "jobs"."chores" TO "service_role";

REVOKE ALL ("deadline") ON TABLE "jobs"."job_archive" FROM "authenticated";

GRANT SELECT ("deadline") ON TABLE "jobs"."job_archive" TO "authenticated";

REVOKE ALL ("failure_kind") ON TABLE "jobs"."job_archive" FROM "authenticated";

GRANT SELECT ("failure_kind") ON TABLE "jobs"."job_archive" TO "authenticated";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "jobs"."job_dependencies" TO "service_role";

REVOKE ALL ("deadline") ON TABLE "jobs"."job_queue" FROM "authenticated";

GRANT SELECT ("deadline") ON TABLE "jobs"."job_queue" TO "authenticated";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "jobs"."rates" TO "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "jobs"."workspace_shares" TO "service_role";

GRANT SELECT ON TABLE "jobs"."failures" TO "service_role";

GRANT SELECT ON TABLE "jobs"."latency" TO "service_role";

GRANT SELECT ON TABLE "jobs"."throughput" TO "service_role";

REVOKE ALL ON TABLE "public"."job_queue" FROM "authenticated";

GRANT SELECT ON TABLE "public"."job_queue" TO "authenticated";

REVOKE ALL ON TABLE "public"."job_queue" FROM "service_role";

GRANT SELECT ON TABLE "public"."job_queue" TO "service_role";

GRANT SELECT ON TABLE "reporting"."job_failures" TO "analyst";

GRANT SELECT ON TABLE "reporting"."job_latency" TO "analyst";

GRANT SELECT ON TABLE "reporting"."job_throughput" TO "analyst";

ALTER TABLE "jobs"."job_queue"
  ALTER COLUMN "id" SET DEFAULT jobs.new_id();
