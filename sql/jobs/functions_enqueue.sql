-- jobs: putting jobs in, one by one or many at once.

create function jobs.check_times(
    run_at timestamptz, deadline timestamptz, on_duplicate text, after uuid[]
)
returns void
language plpgsql
set search_path = ''
as $$
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
$$;
comment on function jobs.check_times(timestamptz, timestamptz, text, uuid[]) is
'Raises PT422 for a deadline that cannot be met, and for what cannot be done with a duplicate.';

create function jobs.supersede(job_type text, dedup_key text, lane uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function jobs.supersede(text, text, uuid) is
'Makes way for a newer job with the same key: a waiting one ends, a running one gives up the key.';

create function jobs.replace(new jobs.job_queue)
returns uuid
language sql
set search_path = ''
as $$
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
$$;
comment on function jobs.replace(jobs.job_queue) is
'Gives the waiting job with this key a new payload and time, as if it were new. Null where none '
'waits.';

create function jobs.enqueue_unique(new jobs.job_queue, on_duplicate text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    nil constant uuid := '00000000-0000-0000-0000-000000000000';
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
$$;
comment on function jobs.enqueue_unique(jobs.job_queue, text) is
'Puts a job with a dedup key in, or does with the one that has the key what on_duplicate says. '
'Returns the id of the job that now has the key. Raises 40001.';

create function jobs.enqueue(
    job_type text,
    payload jsonb default '{}',
    workspace_id uuid default null,
    priority integer default 0,
    run_at timestamptz default now(),
    max_attempts integer default null,
    dedup_key text default null,
    on_duplicate text default 'keep_first',
    limit_key text default null,
    deadline timestamptz default null,
    after uuid[] default null,
    runs_regardless boolean default false
)
returns uuid
language plpgsql
set search_path = ''
as $$
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
$$;
comment on function jobs.enqueue(
    text, jsonb, uuid, integer, timestamptz, integer, text, text, text, timestamptz, uuid[], boolean
) is
'Puts a job into the queue as part of the caller''s transaction and returns its id. With the '
'dedup_key of a live job, on_duplicate decides: keep_first, keep_last or replace. limit_key: what '
'the type''s limits per key count by. deadline: when it is too late to run. after: ids of jobs '
'that must end first, with success unless runs_regardless. Raises PT404, PT409, PT413 or PT422.';

create function jobs.enqueue_many(batch jsonb)
returns setof uuid
language plpgsql
set search_path = ''
as $$
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
$$;
comment on function jobs.enqueue_many(jsonb) is
'Puts up to 100000 jobs in and returns their ids in order. Each element has the arguments of '
'jobs.enqueue by name; in after, a number stands for the element at that place of the array, from '
'0. All or none. Raises what jobs.enqueue does.';

create function jobs.enqueue_element(job jsonb, place integer, ids uuid[])
returns uuid
language plpgsql
set search_path = ''
as $$
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
$$;
comment on function jobs.enqueue_element(jsonb, integer, uuid[]) is
'Enqueues one element of a batch whose earlier elements have these ids. Raises PT422 for an '
'"after" that does not point back.';
