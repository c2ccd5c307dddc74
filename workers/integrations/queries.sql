-- Secrets of connections, sealed. The plain text never comes near a statement.

-- name: find_workspace
-- The workspace of a connection.
select o.workspace_id
from (
    select 'store' as owner, s.id, s.workspace_id from public.store_connections as s
    union all
    select 'site' as owner, s.id, s.workspace_id from public.site_integrations as s
    union all
    select 'esp' as owner, e.id, e.workspace_id from public.esp_integrations as e
    union all
    select 'ads' as owner, a.id, a.workspace_id from public.ad_accounts as a
) as o
where o.owner = %(owner)s and o.id = %(owner_id)s

-- name: save
-- Puts a secret in its place, over an older one of the same connection and kind.
insert into private.integration_credentials (
    workspace_id, store_connection_id, site_integration_id, esp_integration_id, ad_account_id,
    kind, key_id, ciphertext, expires_at
)
values (
    %(workspace_id)s,
    case when %(owner)s = 'store' then %(owner_id)s::uuid end,
    case when %(owner)s = 'site' then %(owner_id)s::uuid end,
    case when %(owner)s = 'esp' then %(owner_id)s::uuid end,
    case when %(owner)s = 'ads' then %(owner_id)s::uuid end,
    %(kind)s,
    %(key_id)s,
    %(ciphertext)s,
    %(expires_at)s
)
on conflict on constraint integration_credentials_once do update set
    key_id = excluded.key_id,
    ciphertext = excluded.ciphertext,
    expires_at = excluded.expires_at
returning id

-- name: read
-- One sealed secret.
select
    c.key_id,
    c.ciphertext
from private.integration_credentials as c
where c.workspace_id = %(workspace_id)s
    and c.kind = %(kind)s
    and case %(owner)s
        when 'store' then c.store_connection_id
        when 'site' then c.site_integration_id
        when 'esp' then c.esp_integration_id
        when 'ads' then c.ad_account_id
    end = %(owner_id)s

-- name: list_all
-- What is stored, without the secrets.
select
    c.id,
    c.workspace_id,
    case
        when c.store_connection_id is not null then 'store'
        when c.site_integration_id is not null then 'site'
        when c.esp_integration_id is not null then 'esp'
        else 'ads'
    end as owner,
    coalesce(
        c.store_connection_id, c.site_integration_id, c.esp_integration_id, c.ad_account_id
    ) as owner_id,
    c.kind,
    c.key_id,
    c.expires_at,
    c.updated_at
from private.integration_credentials as c
where %(workspace_id)s::uuid is null or c.workspace_id = %(workspace_id)s
order by c.workspace_id, owner, owner_id, c.kind

-- name: lock_old
-- The next secrets under another key than the current one. Locked, so that nobody renews them
-- meanwhile; what somebody else holds is left to the next run.
select
    c.id,
    c.workspace_id,
    case
        when c.store_connection_id is not null then 'store'
        when c.site_integration_id is not null then 'site'
        when c.esp_integration_id is not null then 'esp'
        else 'ads'
    end as owner,
    coalesce(
        c.store_connection_id, c.site_integration_id, c.esp_integration_id, c.ad_account_id
    ) as owner_id,
    c.kind,
    c.key_id,
    c.ciphertext
from private.integration_credentials as c
where c.key_id <> %(current)s and c.id > %(after)s
order by c.id
limit %(batch)s
for no key update

-- name: reseal
update private.integration_credentials as c
set key_id = %(key_id)s, ciphertext = %(ciphertext)s
where c.id = %(id)s
