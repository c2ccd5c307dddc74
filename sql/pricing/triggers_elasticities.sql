-- pricing: the job that estimates elasticities.

select jobs.register_type(
    'pricing.fit',
    'Estimates how demand answers to price; without a workspace, in each whose prices changed.',
    timeout_seconds => 3600,
    max_running => 2
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('pricing.fit', 'pricing.fit', '40 1 * * *');
