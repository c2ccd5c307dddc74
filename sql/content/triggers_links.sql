-- content: triggers, the job and the settings of links.

alter table public.managed_urls alter column code set default private.new_link_code();

create trigger managed_urls_addresses
before insert or update of url, fallback_url on public.managed_urls
for each row execute function private.refuse_bad_urls('url', 'fallback_url');

create trigger managed_urls_adopt_check
before insert or update of url on public.managed_urls
for each row execute function private.adopt_link_check();

create trigger managed_urls_announce_new
after insert on public.managed_urls
referencing new table as new_links
for each statement execute function private.announce_links();

create trigger managed_urls_announce_changed
after update on public.managed_urls
referencing old table as old_links new table as new_links
for each statement execute function private.announce_links();

create trigger managed_urls_announce_gone
after delete on public.managed_urls
referencing old table as old_links
for each statement execute function private.announce_links();

select jobs.register_type(
    'content.check_links',
    'Asks the addresses that links, ads and campaigns lead to whether they still answer.',
    max_running => 1,
    timeout_seconds => 3300
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('content.check_links', 'content.check_links', '25 * * * *');

insert into public.app_settings (key, value, description)
values
(
    'links.base_url',
    '"http://127.0.0.1:54334"',
    'Where short links are served (flywheel links serve), as it is printed and shared.'
);
