-- ads: what a short link is for. Links come with content, before there are campaigns and ads.

alter table public.managed_urls
add column campaign_id uuid,
add column ad_id uuid,
add constraint managed_urls_campaign foreign key (workspace_id, campaign_id)
references public.campaigns (workspace_id, id) on delete set null (campaign_id),
add constraint managed_urls_ad foreign key (workspace_id, ad_id)
references public.ads (workspace_id, id) on delete set null (ad_id);
comment on column public.managed_urls.campaign_id is 'The campaign that its clicks count for.';
comment on column public.managed_urls.ad_id is 'The ad that its clicks count for.';
create index managed_urls_campaign on public.managed_urls (workspace_id, campaign_id)
where campaign_id is not null;
create index managed_urls_ad on public.managed_urls (workspace_id, ad_id)
where ad_id is not null;
