-- What the tests' jobs write, to count how often they did.
create schema jobs_test;
grant usage on schema jobs_test to service_role;

create table jobs_test.effects (
    id bigint generated always as identity primary key,
    job_id uuid not null,
    job_type text not null,
    note text,
    written_at timestamptz not null default clock_timestamp()
);
grant select, insert on jobs_test.effects to service_role;

create function jobs_test.apply(job jobs.job_queue, result jsonb) returns void
language sql
as $$
    insert into jobs_test.effects (job_id, job_type, note)
    values ((job).id, (job).job_type, result ->> 'note')
$$;

-- Writes, then waits for whoever holds the lock: a completion that can be caught in the middle.
create function jobs_test.apply_slowly(job jobs.job_queue, result jsonb) returns void
language plpgsql
as $$
begin
    perform jobs_test.apply(job, result);
    perform pg_advisory_xact_lock(hashtextextended(job.id::text, 0));
end
$$;

create function jobs_test.apply_badly(job jobs.job_queue, result jsonb) returns void
language plpgsql
as $$
begin
    perform jobs_test.apply(job, result);
    if result ->> 'note' = 'refuse' then
        raise exception using errcode = 'PT422', message = 'This cannot be applied.';
    end if;
    raise exception 'the secret is %', job.payload ->> 'secret';
end
$$;

create function jobs_test.note_failure(job jobs.job_queue, reason text) returns void
language sql
as $$
    insert into jobs_test.effects (job_id, job_type, note)
    values ((job).id, (job).job_type, 'failed: ' || reason)
$$;

create function jobs_test.fail_to_note(job jobs.job_queue, reason text) returns void
language plpgsql
as $$
begin
    raise exception 'no room for notes';
end
$$;
