-- Effects without a unique key: one that is written twice is seen.
create schema chaos;
grant usage on schema chaos to service_role;
create table chaos.effects (job_id uuid not null);
grant insert on chaos.effects to service_role;

create function chaos.apply(job jobs.job_queue, result jsonb) returns void
language sql
as $$
    insert into chaos.effects (job_id)
    select (job).id where not (result ->> 'is_written')::boolean
$$;

select jobs.register_type(
    'chaos.work', 'A test.', apply_function => 'chaos.apply', max_attempts => 50
);
select jobs.extend_archive();
