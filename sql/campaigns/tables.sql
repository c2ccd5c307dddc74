-- campaigns: what is run to sell. One base for every kind, with an extension where a kind has
-- columns of its own.

-- campaigns -------------------------------------------------------------------------------

create table public.campaigns (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    business_id uuid,
    product_id uuid,
    name text not null
    constraint campaigns_name_length check (char_length(btrim(name)) between 1 and 255),
    description text,
    type text not null default 'complete_campaign'
    constraint campaigns_type_known check (
        type in (
            'landing_page', 'funnel', 'email_sequence', 'complete_campaign',
            'component_enhancement', 'affiliate', 'ads', 'email', 'social', 'promotion', 'other'
        )
    ),
    platform_source text,
    platform_source_id text,
    target_audience text,
    target_segment text,
    business_type text,
    goals jsonb not null default '[]'
    constraint campaigns_goals_array check (jsonb_typeof(goals) = 'array'),
    channels jsonb not null default '[]'
    constraint campaigns_channels_array check (jsonb_typeof(channels) = 'array'),
    brand_guidelines text,
    performance_requirements jsonb not null default '{}'
    constraint campaigns_performance_requirements_object check (
        jsonb_typeof(performance_requirements) = 'object'
    ),
    budget numeric(12, 2)
    constraint campaigns_budget_not_negative check (budget >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    start_date timestamptz,
    end_date timestamptz,
    status text not null default 'draft'
    constraint campaigns_status_known check (
        status in (
            'draft', 'generating', 'ready', 'launched', 'active', 'paused', 'completed', 'archived'
        )
    ),
    launched_at timestamptz,
    search_vector tsvector generated always as (
        private.search_document(
            name,
            description,
            coalesce(target_audience, '')
            || ' ' || coalesce(target_segment, '')
            || ' ' || coalesce(business_type, '')
            || ' ' || type
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint campaigns_tenant_key unique (workspace_id, id),
    constraint campaigns_ends_after_start check (end_date >= start_date),
    constraint campaigns_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id),
    constraint campaigns_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.campaigns is
'Marketing campaigns of every kind. Affiliate and ad campaigns have a row in affiliate_campaigns '
'or ad_campaigns besides.';
comment on column public.campaigns.product_id is 'The product it promotes, if it is one.';
comment on column public.campaigns.platform_source is
'The platform whose page it improves: gohighlevel, wordpress …';
comment on column public.campaigns.platform_source_id is 'Its id on that platform.';
comment on column public.campaigns.target_audience is 'Whom it addresses, in words.';
comment on column public.campaigns.target_segment is 'The customer segment it addresses.';
comment on column public.campaigns.goals is 'What it is to reach; an array.';
comment on column public.campaigns.channels is 'Where it runs: ["email", "instagram", …].';
comment on column public.campaigns.performance_requirements is
'What its pages must hold, such as load times; an object.';
comment on column public.campaigns.budget is 'For the whole campaign, in units of currency.';
comment on column public.campaigns.status is
'launched and active both mean that it runs; builders say the one, affiliates and ads the other.';
comment on column public.campaigns.launched_at is 'When it first ran; kept by a trigger.';

create index campaigns_recent on public.campaigns (workspace_id, created_at desc);
create index campaigns_status on public.campaigns (workspace_id, status);
create index campaigns_search on public.campaigns
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index campaigns_created_by on public.campaigns (created_by);
create index campaigns_currency on public.campaigns (currency);
create index campaigns_business on public.campaigns (workspace_id, business_id)
where business_id is not null;
create index campaigns_product on public.campaigns (workspace_id, product_id)
where product_id is not null;

-- affiliate_campaigns ---------------------------------------------------------------------

create table public.affiliate_campaigns (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    funnel_type text
    constraint affiliate_campaigns_funnel_type_known check (
        funnel_type in ('review', 'comparison', 'bonus', 'vsl', 'webinar')
    ),
    affiliate_link text
    constraint affiliate_campaigns_affiliate_link_form check (affiliate_link ~ '^https?://'),
    tracking_id text
    constraint affiliate_campaigns_tracking_id_length check (
        char_length(tracking_id) between 1 and 50
    ),
    settings jsonb not null default '{}'
    constraint affiliate_campaigns_settings_object check (jsonb_typeof(settings) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint affiliate_campaigns_tenant_key unique (workspace_id, id),
    constraint affiliate_campaigns_one_per_campaign unique (workspace_id, campaign_id),
    constraint affiliate_campaigns_tracking_id_unique unique (workspace_id, tracking_id),
    constraint affiliate_campaigns_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade
);
comment on table public.affiliate_campaigns is 'What an affiliate campaign has besides.';
comment on column public.affiliate_campaigns.tracking_id is
'What the network reports back with a sale; unique in the workspace, so that nobody learns of '
'other workspaces'' ids.';

-- ad_campaigns ----------------------------------------------------------------------------

create table public.ad_campaigns (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    ad_account_id uuid,
    external_id text
    constraint ad_campaigns_external_id_length check (char_length(external_id) between 1 and 255),
    objective text not null
    constraint ad_campaigns_objective_length check (char_length(objective) between 1 and 100),
    budget_type text
    constraint ad_campaigns_budget_type_known check (budget_type in ('daily', 'lifetime')),
    budget_amount numeric(12, 2)
    constraint ad_campaigns_budget_amount_not_negative check (budget_amount >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    target_audience jsonb not null default '{}'
    constraint ad_campaigns_target_audience_object check (jsonb_typeof(target_audience) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ad_campaigns_tenant_key unique (workspace_id, id),
    constraint ad_campaigns_one_per_campaign unique (workspace_id, campaign_id),
    constraint ad_campaigns_once_per_account unique (workspace_id, ad_account_id, external_id),
    constraint ad_campaigns_budget_has_type check (
        budget_amount is null or budget_type is not null
    ),
    constraint ad_campaigns_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade
);
comment on table public.ad_campaigns is 'What a campaign on an ad platform has besides.';
comment on column public.ad_campaigns.external_id is
'The campaign''s id at the platform; null before it is there.';
comment on column public.ad_campaigns.objective is 'As the platform calls it.';
comment on column public.ad_campaigns.budget_amount is
'In units of currency, per day or in all as budget_type says.';
comment on column public.ad_campaigns.target_audience is
'Whom to reach, in the platform''s own form.';

create index ad_campaigns_currency on public.ad_campaigns (currency);

-- content of campaigns --------------------------------------------------------------------

alter table public.contents
add constraint contents_campaign foreign key (workspace_id, campaign_id)
references public.campaigns (workspace_id, id) on delete cascade;

alter publication supabase_realtime add table public.campaigns;
