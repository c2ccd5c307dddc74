-- name: add_person
insert into auth.users (id, email, email_confirmed_at)
values (%(person)s, 'links@flywheel.test', now());

-- name: add_workspace
insert into public.workspaces (id, name, slug, owner_id)
values (%(workspace)s, 'Links', 'links-bench', %(person)s);

-- name: add_links
insert into public.managed_urls (workspace_id, code, url, utm_params)
select
    %(workspace)s,
    'link-' || n,
    'https://shop.example/products/' || n,
    '{"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "spring"}'
from generate_series(1, %(links)s) as n;

-- name: create_counters
-- What a link shortener of the usual kind does: a number beside each link.
create table public.link_counters (id uuid primary key, click_count bigint not null default 0);

-- name: fill_counters
insert into public.link_counters (id) select id from public.managed_urls;

-- name: count_up
update public.link_counters set click_count = click_count + 1 where id = %(id)s;

-- name: roll_up
select private.roll_up_events();

-- name: appended
-- Clicks, rolled up or not yet.
select
    (select coalesce(sum(m.clicks), 0) from public.link_metrics as m)::bigint
    + (
        select count(*)
        from private.event_batches as b
        join public.events as e on e.batch = b.id
        where e.event_type = 'link_click'
    ) as clicks;

-- name: updated
select sum(click_count)::bigint as clicks from public.link_counters;
