-- Short links: where they lead, their clicks, their checks.

-- name: destination
-- Where a code leads, and what a click on it belongs to.
select
    u.id,
    u.workspace_id,
    u.code,
    u.fallback_url,
    u.expires_at,
    u.is_active,
    public.full_address(u) as address,
    public.link_address(u) as short_address
from public.managed_urls as u
where u.code = %(code)s

-- name: record
-- Clicks that wait together, in one statement.
select public.record_clicks(%(clicks)s) as counted

-- name: listen
-- Codes whose destination has changed; an empty text is all of them.
listen links

-- name: answer
-- Whether the database answers.
select 1 as one

-- name: serve_at
-- The local stack serves links where it was told to, unless they have an address of their own.
update public.app_settings
set value = to_jsonb(%(address)s::text)
where key = 'links.base_url' and value #>> '{}' ~ '^http://127\.0\.0\.1:\d+$'

-- name: list_links
-- Links, the newest first.
select
    u.code,
    u.title,
    u.is_valid,
    u.is_active and coalesce(u.expires_at > now(), true) as is_open,
    u.last_status,
    u.last_error,
    u.last_checked_at,
    w.slug as workspace,
    public.click_count(u) as clicks,
    public.link_address(u) as address,
    public.full_address(u) as leads_to
from public.managed_urls as u
join public.workspaces as w on w.id = u.workspace_id
where (%(workspace)s::text is null or w.slug = %(workspace)s)
    and (not u.is_valid or not %(dead)s)
order by u.created_at desc, u.id
limit %(most)s

-- name: due
-- Addresses to check, once nobody has to wait for the hour.
select public.due_link_checks(%(most)s, %(look_around)s) as due

-- name: of_links
-- The addresses of some links, whether their check is due or not.
select c.key, c.address
from private.link_checks as c
where c.key in (
    select u.key
    from private.link_uses as u
    join public.managed_urls as m on m.id = u.managed_url_id
    where m.code = any(%(codes)s)
)
order by c.address

-- name: record_checks
-- What came of checks.
select public.record_link_checks(%(results)s) as outcome

-- name: short_address
-- The short address of a code; no row where there is no such link.
select public.link_address(u) as address
from public.managed_urls as u
where u.code = lower(%(code)s)
