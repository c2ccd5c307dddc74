-- Create ads.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/ads/tables.sql

-- ads: accounts on ad platforms, the ads in them, and what the platforms report.
--
-- An ad belongs to an ad set, an ad set to a campaign; the account hangs on the campaign.
-- Tokens of an account are in integration_credentials, encrypted. Ratios (CTR, CPC, ROAS) are
-- generated from their parts: they cannot disagree with them.

-- ad_accounts -----------------------------------------------------------------------------

create table public.ad_accounts (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    platform text not null
    constraint ad_accounts_platform_known check (
        platform in (
            'meta', 'tiktok', 'snapchat', 'google', 'x', 'linkedin', 'pinterest', 'youtube', 'other'
        )
    ),
    account_id text not null
    constraint ad_accounts_account_id_length check (char_length(account_id) between 1 and 255),
    account_name text
    constraint ad_accounts_account_name_length check (char_length(account_name) <= 255),
    currency text not null default 'SAR' references public.currencies (code),
    time_zone text not null default 'UTC'
    constraint ad_accounts_time_zone_form check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
    is_active boolean not null default true,
    last_sync_at timestamptz,
    sync_error_message text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ad_accounts_tenant_key unique (workspace_id, id),
    constraint ad_accounts_once_per_workspace unique (workspace_id, platform, account_id)
);
comment on table public.ad_accounts is
'Accounts of a workspace on ad platforms. Their tokens are in integration_credentials.';
comment on column public.ad_accounts.account_id is 'The account''s id at the platform.';
comment on column public.ad_accounts.currency is
'In which the platform bills the account: the currency of its spend.';
comment on column public.ad_accounts.time_zone is
'In which the platform cuts its days, an IANA name: dates in ad_metrics are days there.';
comment on column public.ad_accounts.last_sync_at is 'When its numbers were last fetched.';
comment on column public.ad_accounts.sync_error_message is
'Why the last fetch failed; null after a good one.';

create index ad_accounts_recent on public.ad_accounts (workspace_id, created_at desc);
create index ad_accounts_currency on public.ad_accounts (currency);

-- ad_sets ---------------------------------------------------------------------------------

create table public.ad_sets (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    external_id text
    constraint ad_sets_external_id_length check (char_length(external_id) between 1 and 255),
    name text not null
    constraint ad_sets_name_length check (char_length(btrim(name)) between 1 and 255),
    budget_amount numeric(12, 2)
    constraint ad_sets_budget_not_negative check (budget_amount >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    bid_strategy text
    constraint ad_sets_bid_strategy_length check (char_length(bid_strategy) between 1 and 100),
    targeting jsonb not null default '{}'
    constraint ad_sets_targeting_object check (jsonb_typeof(targeting) = 'object'),
    status text not null default 'draft'
    constraint ad_sets_status_known check (
        status in ('draft', 'active', 'paused', 'completed', 'archived')
    ),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ad_sets_tenant_key unique (workspace_id, id),
    constraint ad_sets_once_per_campaign unique (workspace_id, campaign_id, external_id),
    constraint ad_sets_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade
);
comment on table public.ad_sets is
'Groups of ads within a campaign that share budget, bidding and audience.';
comment on column public.ad_sets.external_id is
'The ad set''s id at the platform; null before it is there.';
comment on column public.ad_sets.budget_amount is
'In units of currency, per day or in all as the campaign''s budget_type says; null leaves it to '
'the campaign.';
comment on column public.ad_sets.bid_strategy is 'As the platform calls it: lowest_cost, cost_cap.';
comment on column public.ad_sets.targeting is 'Whom to reach, in the platform''s own form.';

create index ad_sets_recent on public.ad_sets (workspace_id, created_at desc);
create index ad_sets_status on public.ad_sets (workspace_id, status);
create index ad_sets_currency on public.ad_sets (currency);

-- ads -------------------------------------------------------------------------------------

create table public.ads (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    ad_set_id uuid not null,
    external_id text
    constraint ads_external_id_length check (char_length(external_id) between 1 and 255),
    name text not null
    constraint ads_name_length check (char_length(btrim(name)) between 1 and 255),
    destination_url text
    constraint ads_destination_url_form check (
        destination_url ~ '^https?://' and char_length(destination_url) <= 2048
    ),
    creative_data jsonb not null default '{}'
    constraint ads_creative_data_object check (jsonb_typeof(creative_data) = 'object'),
    media_assets jsonb not null default '[]'
    constraint ads_media_assets_list check (jsonb_typeof(media_assets) in ('array', 'object')),
    status text not null default 'draft'
    constraint ads_status_known check (
        status in ('draft', 'in_review', 'rejected', 'active', 'paused', 'completed', 'archived')
    ),
    search_vector tsvector generated always as (
        private.search_document(
            name,
            coalesce(creative_data ->> 'descriptions', creative_data ->> 'description', ''),
            coalesce(creative_data ->> 'headlines', creative_data ->> 'headline', '')
            || ' ' || coalesce(creative_data ->> 'ctas', creative_data ->> 'cta', '')
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ads_tenant_key unique (workspace_id, id),
    constraint ads_once_per_set unique (workspace_id, ad_set_id, external_id),
    constraint ads_ad_set foreign key (workspace_id, ad_set_id)
    references public.ad_sets (workspace_id, id) on delete cascade
);
comment on table public.ads is 'Ads: what is shown, and where it leads.';
comment on column public.ads.external_id is
'The ad''s id at the platform; null before it is there.';
comment on column public.ads.destination_url is 'Where a click leads.';
comment on column public.ads.creative_data is
'{"headlines": […], "descriptions": […], "ctas": […]}, or each in the singular as one text.';
comment on column public.ads.media_assets is 'Images and videos: a list of URLs or of objects.';
comment on column public.ads.status is 'in_review and rejected are the platform''s verdicts.';
comment on column public.ads.search_vector is 'Name; headlines and calls to action; descriptions.';

create index ads_recent on public.ads (workspace_id, created_at desc);
create index ads_status on public.ads (workspace_id, status);
create index ads_search on public.ads
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index ads_name_similar on public.ads
using gin (workspace_id, name extensions.gin_trgm_ops);

-- ad_metrics ------------------------------------------------------------------------------

create table public.ad_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    ad_id uuid not null,
    date date not null,
    currency text not null default 'SAR' references public.currencies (code),
    impressions bigint not null default 0
    constraint ad_metrics_impressions_not_negative check (impressions >= 0),
    clicks bigint not null default 0
    constraint ad_metrics_clicks_not_negative check (clicks >= 0),
    spend numeric(12, 2) not null default 0
    constraint ad_metrics_spend_not_negative check (spend >= 0),
    conversions integer not null default 0
    constraint ad_metrics_conversions_not_negative check (conversions >= 0),
    revenue numeric(12, 2) not null default 0
    constraint ad_metrics_revenue_not_negative check (revenue >= 0),
    ctr numeric generated always as (round(clicks::numeric / nullif(impressions, 0), 4)) stored,
    cpc numeric generated always as (round(spend / nullif(clicks, 0), 2)) stored,
    cpm numeric generated always as (round(1000 * spend / nullif(impressions, 0), 2)) stored,
    roas numeric generated always as (round(revenue / nullif(spend, 0), 2)) stored,
    raw jsonb,
    fetched_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ad_metrics_tenant_key unique (workspace_id, id),
    constraint ad_metrics_once_per_day unique (workspace_id, ad_id, date),
    constraint ad_metrics_ad foreign key (workspace_id, ad_id)
    references public.ads (workspace_id, id) on delete cascade
);
comment on table public.ad_metrics is
'What the ad platform reports for an ad and a day, its own claims of conversions and revenue '
'included. Platforms correct past days: the row is then replaced. What Flywheel itself measured '
'is in campaign_metrics.';
comment on column public.ad_metrics.date is 'A day in the account''s time zone.';
comment on column public.ad_metrics.conversions is 'As the platform claims.';
comment on column public.ad_metrics.revenue is 'As the platform claims, in currency.';
comment on column public.ad_metrics.ctr is 'Clicks per impression; null without impressions.';
comment on column public.ad_metrics.cpc is 'Spend per click; null without clicks.';
comment on column public.ad_metrics.cpm is 'Spend per 1,000 impressions.';
comment on column public.ad_metrics.roas is
'Claimed revenue per unit of spend; null without spend.';
comment on column public.ad_metrics.raw is 'The platform''s answer, for what has no column.';

create index ad_metrics_days on public.ad_metrics (workspace_id, date desc);
create index ad_metrics_currency on public.ad_metrics (currency);

-- ad_campaigns ----------------------------------------------------------------------------

-- The table belongs to campaigns, which is built before. A campaign outlives the connection to
-- its account.
alter table public.ad_campaigns
add constraint ad_campaigns_ad_account foreign key (workspace_id, ad_account_id)
references public.ad_accounts (workspace_id, id) on delete set null (ad_account_id);


-- sql/ads/triggers.sql

create trigger ad_accounts_audit
after insert or update or delete on public.ad_accounts
for each row execute function private.audit();

create trigger ad_accounts_keep_fixed
before update of workspace_id on public.ad_accounts
for each row execute function private.keep_fixed('workspace_id');

create trigger ad_accounts_touch
before update on public.ad_accounts
for each row execute function private.touch_updated_at();

create trigger ad_sets_audit
after insert or update or delete on public.ad_sets
for each row execute function private.audit();

create trigger ad_sets_check_money
before insert or update of budget_amount, currency on public.ad_sets
for each row execute function private.check_money('budget_amount');

create trigger ad_sets_keep_fixed
before update of workspace_id on public.ad_sets
for each row execute function private.keep_fixed('workspace_id');

create trigger ad_sets_touch
before update on public.ad_sets
for each row execute function private.touch_updated_at();

create trigger ad_sets_transitions
before insert or update of status on public.ad_sets
for each row execute function private.allow_transitions(
    'draft>active',
    'draft>archived',
    'active>paused',
    'active>completed',
    'active>archived',
    'paused>active',
    'paused>completed',
    'paused>archived',
    'completed>active',
    'completed>archived',
    'archived>draft'
);

create trigger ads_audit
after insert or update or delete on public.ads
for each row execute function private.audit();

create trigger ads_keep_fixed
before update of workspace_id on public.ads
for each row execute function private.keep_fixed('workspace_id');

create trigger ads_touch
before update on public.ads
for each row execute function private.touch_updated_at();

create trigger ads_transitions
before insert or update of status on public.ads
for each row execute function private.allow_transitions(
    'draft>in_review',
    'draft>active',
    'draft>archived',
    'in_review>active',
    'in_review>rejected',
    'in_review>draft',
    'rejected>draft',
    'rejected>in_review',
    'rejected>archived',
    'active>in_review',
    'active>rejected',
    'active>paused',
    'active>completed',
    'active>archived',
    'paused>active',
    'paused>in_review',
    'paused>completed',
    'paused>archived',
    'completed>active',
    'completed>archived',
    'archived>draft'
);

create trigger ad_metrics_touch
before update on public.ad_metrics
for each row execute function private.touch_updated_at();


-- policies/ads.sql

-- ads: viewers read, members write, admins delete; metrics are written by workers alone.

alter table public.ad_accounts enable row level security;
grant select, insert, update, delete on public.ad_accounts to authenticated, service_role;

create policy ad_accounts_select on public.ad_accounts
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ad_accounts_insert on public.ad_accounts
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_accounts_update on public.ad_accounts
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_accounts_delete on public.ad_accounts
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ad_sets enable row level security;
grant select, insert, update, delete on public.ad_sets to authenticated, service_role;

create policy ad_sets_select on public.ad_sets
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ad_sets_insert on public.ad_sets
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_sets_update on public.ad_sets
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ad_sets_delete on public.ad_sets
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ads enable row level security;
grant select, insert, update, delete on public.ads to authenticated, service_role;

create policy ads_select on public.ads
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ads_insert on public.ads
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ads_update on public.ads
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ads_delete on public.ads
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ad_metrics enable row level security;
grant select on public.ad_metrics to authenticated;
grant select, insert, update, delete on public.ad_metrics to service_role;

create policy ad_metrics_select on public.ad_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));
