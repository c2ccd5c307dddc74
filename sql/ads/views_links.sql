-- ads: everything that leads to an address outside, by that address.

create view private.link_uses with (security_invoker = true) as
select
    u.workspace_id,
    md5(split_part(u.url, '#', 1))::uuid as key,
    split_part(u.url, '#', 1) as address,
    u.id as managed_url_id,
    u.campaign_id,
    u.ad_id
from public.managed_urls as u
where u.is_active and coalesce(u.expires_at > now(), true)
union all
select
    a.workspace_id,
    md5(split_part(a.destination_url, '#', 1))::uuid as key,
    split_part(a.destination_url, '#', 1) as address,
    null as managed_url_id,
    s.campaign_id,
    a.id as ad_id
from public.ads as a
join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id
where a.destination_url is not null
union all
select
    c.workspace_id,
    md5(split_part(c.affiliate_link, '#', 1))::uuid as key,
    split_part(c.affiliate_link, '#', 1) as address,
    null as managed_url_id,
    c.campaign_id,
    null as ad_id
from public.affiliate_campaigns as c
where c.affiliate_link is not null;
comment on view private.link_uses is
'Which links, ads and campaigns lead where: what content.check_links checks, and whom it tells. '
'Links that have expired or are switched off lead nowhere.';
