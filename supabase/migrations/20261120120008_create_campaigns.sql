-- Create campaigns.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/campaigns/tables.sql

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


-- sql/campaigns/tables_components.sql

-- campaigns: the parts of pages, those of campaigns and those kept for reuse.

-- campaign_components ---------------------------------------------------------------------

create table public.campaign_components (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    parent_component_id uuid,
    name text not null
    constraint campaign_components_name_length check (char_length(btrim(name)) between 1 and 255),
    component_type text not null
    constraint campaign_components_component_type_known check (
        component_type in (
            'landing_page', 'form', 'header', 'footer', 'hero_section', 'testimonials', 'pricing',
            'email_template', 'popup', 'navigation', 'custom'
        )
    ),
    code text not null default '',
    props jsonb not null default '{}'
    constraint campaign_components_props_object check (jsonb_typeof(props) = 'object'),
    css_styles text,
    preview_url text,
    export_formats jsonb not null default '[]'
    constraint campaign_components_export_formats_array check (
        jsonb_typeof(export_formats) = 'array'
    ),
    ai_generation_metadata jsonb not null default '{}'
    constraint campaign_components_ai_generation_metadata_object check (
        jsonb_typeof(ai_generation_metadata) = 'object'
    ),
    version integer not null default 1
    constraint campaign_components_version_positive check (version > 0),
    sort_order integer not null default 0,
    search_vector tsvector generated always as (
        private.search_document(name, null, component_type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint campaign_components_tenant_key unique (workspace_id, id),
    constraint campaign_components_not_its_own_parent check (parent_component_id <> id),
    constraint campaign_components_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade,
    constraint campaign_components_parent foreign key (workspace_id, parent_component_id)
    references public.campaign_components (workspace_id, id)
    on delete set null (parent_component_id)
);
comment on table public.campaign_components is 'The parts of a campaign''s pages.';
comment on column public.campaign_components.parent_component_id is
'The component it was made from, or is part of.';
comment on column public.campaign_components.version is
'Grows by one whenever the code, the props or the styles change; kept by a trigger.';
comment on column public.campaign_components.sort_order is 'Place within the campaign.';

create index campaign_components_campaign
on public.campaign_components (workspace_id, campaign_id, sort_order);
create index campaign_components_type on public.campaign_components (workspace_id, component_type);
create index campaign_components_recent
on public.campaign_components (workspace_id, created_at desc);
create index campaign_components_parent
on public.campaign_components (workspace_id, parent_component_id)
where parent_component_id is not null;
create index campaign_components_search on public.campaign_components
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

-- component_library -----------------------------------------------------------------------

create table public.component_library (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    name text not null
    constraint component_library_name_length check (char_length(btrim(name)) between 1 and 255),
    description text,
    category text
    constraint component_library_category_length check (char_length(category) between 1 and 100),
    tags text[] not null default '{}',
    component_type text not null
    constraint component_library_component_type_known check (
        component_type in (
            'landing_page', 'form', 'header', 'footer', 'hero_section', 'testimonials', 'pricing',
            'email_template', 'popup', 'navigation', 'custom'
        )
    ),
    code text not null,
    props_schema jsonb not null default '{}'
    constraint component_library_props_schema_object check (jsonb_typeof(props_schema) = 'object'),
    preview_image_url text,
    price numeric(12, 2) not null default 0
    constraint component_library_price_not_negative check (price >= 0),
    currency text not null default 'USD' references public.currencies (code),
    is_public boolean not null default false,
    is_marketplace_item boolean not null default false,
    search_vector tsvector generated always as (
        private.search_document(
            name,
            description,
            coalesce(category, '') || ' ' || component_type || ' ' || private.search_list(tags)
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint component_library_tenant_key unique (workspace_id, id),
    constraint component_library_public_is_free check (not is_public or price = 0)
);
comment on table public.component_library is
'Components kept for reuse, in the workspace, for everybody, or on the marketplace.';
comment on column public.component_library.is_public is
'Readable by everybody who is signed in, code and all; therefore free.';
comment on column public.component_library.is_marketplace_item is
'Listed by search_marketplace. The code of an item with a price stays in its workspace.';
comment on column public.component_library.price is 'In units of currency; 0 is free.';

create index component_library_recent on public.component_library (workspace_id, created_at desc);
create index component_library_created_by on public.component_library (created_by);
create index component_library_currency on public.component_library (currency);
create index component_library_public on public.component_library (created_at desc)
where is_public;
create index component_library_marketplace on public.component_library (created_at desc, id)
where is_public or is_marketplace_item;
create index component_library_marketplace_search on public.component_library
using gin (search_vector) with (gin_pending_list_limit = 256)
where is_public or is_marketplace_item;
create index component_library_marketplace_similar on public.component_library
using gin (private.search_normalise(name) extensions.gin_trgm_ops)
where is_public or is_marketplace_item;
create index component_library_search on public.component_library
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

-- Likes and downloads belong to persons, not to workspaces: people like what others share.

create table public.component_likes (
    component_id uuid not null references public.component_library (id) on delete cascade,
    user_id uuid not null references public.profiles (id) on delete cascade,
    created_at timestamptz not null default now(),
    constraint component_likes_pkey primary key (component_id, user_id)
);
comment on table public.component_likes is
'Who likes which component; written by like_component. likes gives their number.';

create index component_likes_user on public.component_likes (user_id, created_at desc);

create table public.component_downloads (
    id uuid primary key default gen_random_uuid(),
    component_id uuid not null references public.component_library (id) on delete cascade,
    user_id uuid not null references public.profiles (id) on delete cascade,
    created_at timestamptz not null default now()
);
comment on table public.component_downloads is
'Who took which component; written by download_component. downloads gives their number.';

create index component_downloads_component on public.component_downloads (component_id);
create index component_downloads_user on public.component_downloads (user_id, created_at desc);


-- sql/campaigns/tables_workflows.sql

-- campaigns: what runs by itself, and what buyers get on top.

-- bonuses ---------------------------------------------------------------------------------

create table public.bonuses (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    name text not null
    constraint bonuses_name_length check (char_length(btrim(name)) between 1 and 255),
    description text,
    file_url text
    constraint bonuses_file_url_form check (file_url ~ '^(https?|s3)://'),
    delivery_method text not null default 'email'
    constraint bonuses_delivery_method_known check (delivery_method in ('email', 'download')),
    is_active boolean not null default true,
    metadata jsonb not null default '{}'
    constraint bonuses_metadata_object check (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bonuses_tenant_key unique (workspace_id, id),
    constraint bonuses_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade
);
comment on table public.bonuses is 'What a buyer gets on top, from the seller of a campaign.';

create index bonuses_recent on public.bonuses (workspace_id, created_at desc);
create index bonuses_campaign on public.bonuses (workspace_id, campaign_id, is_active);

create table public.bonus_deliveries (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    bonus_id uuid not null,
    customer_id uuid,
    recipient_email text not null
    constraint bonus_deliveries_recipient_email_form check (
        recipient_email ~ '^[^@[:space:]]+@[^@[:space:]]+$'
    ),
    error_message text,
    status text not null default 'pending'
    constraint bonus_deliveries_status_known check (status in ('pending', 'delivered', 'failed')),
    delivered_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bonus_deliveries_tenant_key unique (workspace_id, id),
    constraint bonus_deliveries_delivered_has_time check (
        status <> 'delivered' or delivered_at is not null
    ),
    constraint bonus_deliveries_bonus foreign key (workspace_id, bonus_id)
    references public.bonuses (workspace_id, id) on delete cascade,
    constraint bonus_deliveries_customer foreign key (workspace_id, customer_id)
    references public.customers (workspace_id, id) on delete set null (customer_id)
);
comment on table public.bonus_deliveries is
'Each delivery of a bonus; written by workers. delivered_count and last_delivered_at sum it up.';

create index bonus_deliveries_recent on public.bonus_deliveries (workspace_id, created_at desc);
create index bonus_deliveries_bonus
on public.bonus_deliveries (workspace_id, bonus_id, created_at desc);
create index bonus_deliveries_customer on public.bonus_deliveries (workspace_id, customer_id)
where customer_id is not null;

-- workflows -------------------------------------------------------------------------------

create table public.workflows (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    name text not null
    constraint workflows_name_length check (char_length(btrim(name)) between 1 and 255),
    trigger_type text not null
    constraint workflows_trigger_type_known check (
        trigger_type in ('manual', 'scheduled', 'event')
    ),
    trigger_config jsonb not null default '{}'
    constraint workflows_trigger_config_object check (jsonb_typeof(trigger_config) = 'object'),
    actions jsonb not null default '[]'
    constraint workflows_actions_array check (jsonb_typeof(actions) = 'array'),
    conditions jsonb not null default '[]'
    constraint workflows_conditions_form check (jsonb_typeof(conditions) in ('array', 'object')),
    status text not null default 'draft'
    constraint workflows_status_known check (status in ('draft', 'active', 'paused', 'archived')),
    next_run_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint workflows_tenant_key unique (workspace_id, id),
    constraint workflows_active_does_something check (status <> 'active' or actions <> '[]')
);
comment on table public.workflows is
'What happens by itself, on demand, on a schedule or on an event. last_run_at gives the last run.';
comment on column public.workflows.trigger_config is
'When it starts: a cron expression, or the event; an object.';
comment on column public.workflows.actions is 'What it does, in order; an array.';
comment on column public.workflows.conditions is 'What has to hold for it to go on.';
comment on column public.workflows.next_run_at is 'When it is due; null if it waits for something.';

create index workflows_recent on public.workflows (workspace_id, created_at desc);
create index workflows_status on public.workflows (workspace_id, status);
create index workflows_due on public.workflows (next_run_at) where next_run_at is not null;
create index workflows_created_by on public.workflows (created_by);

create table public.workflow_runs (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    workflow_id uuid not null,
    input jsonb not null default '{}'
    constraint workflow_runs_input_object check (jsonb_typeof(input) = 'object'),
    result jsonb,
    error_message text,
    status text not null default 'pending'
    constraint workflow_runs_status_known check (
        status in ('pending', 'running', 'completed', 'failed', 'cancelled')
    ),
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint workflow_runs_tenant_key unique (workspace_id, id),
    constraint workflow_runs_workflow foreign key (workspace_id, workflow_id)
    references public.workflows (workspace_id, id) on delete cascade
);
comment on table public.workflow_runs is 'Each run of a workflow; written by workers.';
comment on column public.workflow_runs.input is
'What set it off: the event, or what a person gave.';

create index workflow_runs_recent on public.workflow_runs (workspace_id, created_at desc);
create index workflow_runs_workflow
on public.workflow_runs (workspace_id, workflow_id, started_at desc);


-- sql/campaigns/functions.sql

-- campaigns: launches, versions of components, and what people do with shared ones.
--
-- security definer, and why:
--   private.like_component       writes component_likes, which nobody may write, and answers for
--                                marketplace items, which their workspace alone may read
--   private.download_component   reads a shared component and writes component_downloads

create function private.stamp_launch() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status in ('launched', 'active') then
        new.launched_at := coalesce(new.launched_at, now());
    end if;
    return new;
end
$$;
comment on function private.stamp_launch() is
'Trigger: a campaign that runs has the time of its first launch. '
'Attach before insert or update of status.';

create function private.number_component() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if (new.code, new.props, new.css_styles) is distinct from (old.code, old.props, old.css_styles)
    then
        new.version := old.version + 1;
    end if;
    return new;
end
$$;
comment on function private.number_component() is
'Trigger: a component that changes gets the next version number. Attach before update.';

create function private.shared_component(component_id uuid) returns public.component_library
language plpgsql
stable
set search_path = ''
as $$
declare
    found_component public.component_library;
begin
    select c.* into found_component
    from public.component_library as c
    where c.id = component_id
        and (
            c.is_public
            or c.is_marketplace_item
            or c.workspace_id = any (array(select private.workspace_ids('viewer')))
        );
    if found_component.id is null then
        raise exception using
            errcode = 'PT404',
            message = format('there is no component %s', component_id),
            hint = 'It may have been deleted, or is no longer shared.';
    end if;
    return found_component;
end
$$;
comment on function private.shared_component(uuid) is
'A component that the caller may see: of their workspaces, public, or on the marketplace. Called '
'by functions that run as the owner of the tables. Raises PT404.';

create function private.like_component(component_id uuid, liked boolean) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.shared_component(like_component.component_id);
    if liked then
        insert into public.component_likes (component_id, user_id)
        values (like_component.component_id, auth.uid())
        on conflict do nothing;
    else
        delete from public.component_likes as l
        where l.component_id = like_component.component_id and l.user_id = auth.uid();
    end if;
    return private.tallied(like_component.component_id, 'likes');
end
$$;
comment on function private.like_component(uuid, boolean) is 'Body of public.like_component.';

create function public.like_component(component_id uuid, liked boolean default true) returns bigint
language sql
set search_path = ''
as $$
    select private.like_component(component_id, liked)
$$;
comment on function public.like_component(uuid, boolean) is
'Likes a component, or no longer; doing it twice changes nothing. Returns the number of likes. '
'Raises PT404 for a component that is not shared with the caller.';

create function private.download_component(component_id uuid, workspace_id uuid)
returns public.component_library
language plpgsql
security definer
set search_path = ''
as $$
declare
    origin constant public.component_library := private.shared_component(component_id);
    copied public.component_library;
begin
    perform private.require_role(download_component.workspace_id, 'member');
    if origin.price > 0
        and origin.workspace_id <> all (array(select private.workspace_ids('viewer')))
    then
        raise exception using
            errcode = 'PT402',
            message = format('%s costs %s %s', origin.name, origin.price, origin.currency),
            hint = 'Buy it from the workspace that offers it.';
    end if;
    insert into public.component_library (
        workspace_id, created_by, name, description, category, tags, component_type, code,
        props_schema, preview_image_url
    )
    values (
        download_component.workspace_id, auth.uid(), origin.name, origin.description,
        origin.category, origin.tags, origin.component_type, origin.code, origin.props_schema,
        origin.preview_image_url
    )
    returning * into copied;
    insert into public.component_downloads (component_id, user_id) values (origin.id, auth.uid());
    return copied;
end
$$;
comment on function private.download_component(uuid, uuid) is
'Body of public.download_component.';

create function public.download_component(component_id uuid, workspace_id uuid)
returns public.component_library
language sql
set search_path = ''
as $$
    select private.download_component(component_id, workspace_id)
$$;
comment on function public.download_component(uuid, uuid) is
'Copies a shared component into the library of a workspace and counts the download. Returns the '
'copy. Raises PT404 if it is not shared, PT402 if it has a price. For members of the workspace.';

-- The counts ask for the row first: through the API an argument can be made up, and the row's
-- policy decides who may see its numbers.

create function public.likes(component public.component_library) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(c.id, 'likes')
    from public.component_library as c
    where c.id = component.id
$$;
comment on function public.likes(public.component_library) is
'How many people like a component. Select it like a column.';

create function public.downloads(component public.component_library) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(c.id, 'downloads')
    from public.component_library as c
    where c.id = component.id
$$;
comment on function public.downloads(public.component_library) is
'How often a component was taken. Select it like a column.';

create function public.delivered_count(bonus public.bonuses) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(b.id, 'deliveries')
    from public.bonuses as b
    where b.id = bonus.id
$$;
comment on function public.delivered_count(public.bonuses) is
'How often a bonus was delivered. Select it like a column.';

create function public.last_delivered_at(bonus public.bonuses) returns timestamptz
language sql
stable
set search_path = ''
as $$
    select private.last_tallied(b.id, 'deliveries')
    from public.bonuses as b
    where b.id = bonus.id
$$;
comment on function public.last_delivered_at(public.bonuses) is
'When a bonus was last delivered. Select it like a column.';

create function public.last_run_at(workflow public.workflows) returns timestamptz
language sql
stable
set search_path = ''
as $$
    select max(r.started_at)
    from public.workflow_runs as r
    where r.workspace_id = workflow.workspace_id and r.workflow_id = workflow.id
$$;
comment on function public.last_run_at(public.workflows) is
'When a workflow last ran. Select it like a column.';


-- sql/campaigns/triggers.sql

-- campaigns: what happens by itself.

create trigger campaigns_touch
before update on public.campaigns
for each row execute function private.touch_updated_at();

create trigger campaigns_transitions
before insert or update of status on public.campaigns
for each row execute function private.allow_transitions(
    'draft>generating',
    'draft>ready',
    'draft>launched',
    'draft>active',
    'draft>archived',
    'generating>draft',
    'generating>ready',
    'ready>draft',
    'ready>generating',
    'ready>launched',
    'ready>active',
    'ready>archived',
    'launched>paused',
    'launched>completed',
    'launched>archived',
    'active>paused',
    'active>completed',
    'active>archived',
    'paused>launched',
    'paused>active',
    'paused>completed',
    'paused>archived',
    'completed>archived',
    'archived>draft'
);

create trigger campaigns_launch
before insert or update of status on public.campaigns
for each row execute function private.stamp_launch();

create trigger campaigns_learn
after insert on public.campaigns
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger campaigns_learn_changed
after update on public.campaigns
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger campaigns_audit
after insert or update or delete on public.campaigns
for each row execute function private.audit();

create trigger affiliate_campaigns_touch
before update on public.affiliate_campaigns
for each row execute function private.touch_updated_at();

create trigger affiliate_campaigns_audit
after insert or update or delete on public.affiliate_campaigns
for each row execute function private.audit();

create trigger ad_campaigns_touch
before update on public.ad_campaigns
for each row execute function private.touch_updated_at();

create trigger ad_campaigns_audit
after insert or update or delete on public.ad_campaigns
for each row execute function private.audit();

create trigger campaign_components_touch
before update on public.campaign_components
for each row execute function private.touch_updated_at();

create trigger campaign_components_number
before update of code, props, css_styles on public.campaign_components
for each row execute function private.number_component();

create trigger campaign_components_learn
after insert on public.campaign_components
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger campaign_components_learn_changed
after update on public.campaign_components
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger campaign_components_audit
after insert or update or delete on public.campaign_components
for each row execute function private.audit();

create trigger component_library_touch
before update on public.component_library
for each row execute function private.touch_updated_at();

create trigger component_library_forget_tallies
after delete on public.component_library
referencing old table as gone
for each statement execute function private.forget_tallies();

create trigger component_library_learn
after insert on public.component_library
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger component_library_learn_changed
after update on public.component_library
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger component_library_audit
after insert or update or delete on public.component_library
for each row execute function private.audit();

create trigger bonuses_touch
before update on public.bonuses
for each row execute function private.touch_updated_at();

create trigger bonuses_forget_tallies
after delete on public.bonuses
referencing old table as gone
for each statement execute function private.forget_tallies();

create trigger bonuses_audit
after insert or update or delete on public.bonuses
for each row execute function private.audit();

create trigger workflows_touch
before update on public.workflows
for each row execute function private.touch_updated_at();

create trigger workflows_transitions
before insert or update of status on public.workflows
for each row execute function private.allow_transitions(
    'draft>active',
    'draft>archived',
    'active>paused',
    'active>archived',
    'paused>active',
    'paused>draft',
    'paused>archived',
    'archived>draft'
);

create trigger workflows_audit
after insert or update or delete on public.workflows
for each row execute function private.audit();

create trigger bonus_deliveries_touch
before update on public.bonus_deliveries
for each row execute function private.touch_updated_at();

create trigger bonus_deliveries_transitions
before insert or update of status on public.bonus_deliveries
for each row execute function private.allow_transitions(
    'pending>delivered',
    'pending>failed',
    'failed>pending',
    'failed>delivered'
);

create trigger bonus_deliveries_tally_insert
after insert on public.bonus_deliveries
for each row when (new.status = 'delivered')
execute function private.tally_row('bonus_id', 'deliveries');

create trigger bonus_deliveries_tally_update
after update of status on public.bonus_deliveries
for each row when (new.status = 'delivered' and old.status <> 'delivered')
execute function private.tally_row('bonus_id', 'deliveries');

create trigger workflow_runs_touch
before update on public.workflow_runs
for each row execute function private.touch_updated_at();

create trigger workflow_runs_transitions
before insert or update of status on public.workflow_runs
for each row execute function private.allow_transitions(
    'pending>running',
    'pending>cancelled',
    'pending>failed',
    'running>completed',
    'running>failed',
    'running>cancelled'
);

create trigger component_likes_tally
after insert or delete on public.component_likes
for each row execute function private.tally_row('component_id', 'likes');

create trigger component_downloads_tally
after insert on public.component_downloads
for each row execute function private.tally_row('component_id', 'downloads');

create trigger ad_campaigns_keep_fixed
before update of workspace_id on public.ad_campaigns
for each row execute function private.keep_fixed('workspace_id');

create trigger affiliate_campaigns_keep_fixed
before update of workspace_id on public.affiliate_campaigns
for each row execute function private.keep_fixed('workspace_id');

create trigger bonuses_keep_fixed
before update of workspace_id on public.bonuses
for each row execute function private.keep_fixed('workspace_id');

create trigger campaign_components_keep_fixed
before update of workspace_id on public.campaign_components
for each row execute function private.keep_fixed('workspace_id');

create trigger campaigns_keep_fixed
before update of workspace_id on public.campaigns
for each row execute function private.keep_fixed('workspace_id');

create trigger component_library_keep_fixed
before update of workspace_id on public.component_library
for each row execute function private.keep_fixed('workspace_id');

create trigger workflows_keep_fixed
before update of workspace_id on public.workflows
for each row execute function private.keep_fixed('workspace_id');


-- sql/campaigns/triggers_usage.sql

-- campaigns: each that is made counts as usage, also when it is deleted again.

create trigger campaigns_count_usage
after insert on public.campaigns
referencing new table as added
for each statement execute function private.count_usage('campaigns', 'created_by');


-- policies/campaigns.sql

-- campaigns: viewers read, members write, admins delete. Deliveries and runs are written by
-- workers; likes and downloads by functions, and each person sees their own. Shared components
-- are open to everybody who is signed in, unless they have a price.

alter table public.campaigns enable row level security;
grant select, insert, update, delete on public.campaigns to authenticated, service_role;

create policy campaigns_select on public.campaigns
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy campaigns_insert on public.campaigns
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaigns_update on public.campaigns
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaigns_delete on public.campaigns
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.affiliate_campaigns enable row level security;
grant select, insert, update, delete on public.affiliate_campaigns to authenticated, service_role;

create policy affiliate_campaigns_select on public.affiliate_campaigns
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy affiliate_campaigns_insert on public.affiliate_campaigns
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_campaigns_update on public.affiliate_campaigns
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_campaigns_delete on public.affiliate_campaigns
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.ad_campaigns enable row level security;
grant select, insert, update, delete on public.ad_campaigns to authenticated, service_role;

create policy ad_campaigns_select on public.ad_campaigns
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy ad_campaigns_insert on public.ad_campaigns
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy ad_campaigns_update on public.ad_campaigns
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy ad_campaigns_delete on public.ad_campaigns
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.campaign_components enable row level security;
grant select, insert, update, delete on public.campaign_components to authenticated, service_role;

create policy campaign_components_select on public.campaign_components
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy campaign_components_insert on public.campaign_components
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaign_components_update on public.campaign_components
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaign_components_delete on public.campaign_components
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.component_library enable row level security;
grant select, insert, update, delete on public.component_library to authenticated, service_role;

create policy component_library_select on public.component_library
for select to authenticated
using (
    is_public
    or (is_marketplace_item and price = 0)
    or workspace_id = any(array(select private.workspace_ids('viewer')))
);

create policy component_library_insert on public.component_library
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy component_library_update on public.component_library
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy component_library_delete on public.component_library
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.bonuses enable row level security;
grant select, insert, update, delete on public.bonuses to authenticated, service_role;

create policy bonuses_select on public.bonuses
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy bonuses_insert on public.bonuses
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy bonuses_update on public.bonuses
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy bonuses_delete on public.bonuses
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.workflows enable row level security;
grant select, insert, update, delete on public.workflows to authenticated, service_role;

create policy workflows_select on public.workflows
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy workflows_insert on public.workflows
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy workflows_update on public.workflows
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy workflows_delete on public.workflows
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.bonus_deliveries enable row level security;
grant select on public.bonus_deliveries to authenticated;
grant select, insert, update, delete on public.bonus_deliveries to service_role;

create policy bonus_deliveries_select on public.bonus_deliveries
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.workflow_runs enable row level security;
grant select on public.workflow_runs to authenticated;
grant select, insert, update, delete on public.workflow_runs to service_role;

create policy workflow_runs_select on public.workflow_runs
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.component_likes enable row level security;
grant select on public.component_likes to authenticated;
grant select, insert, update, delete on public.component_likes to service_role;
create policy component_likes_select on public.component_likes
for select to authenticated
using (user_id = (select auth.uid()));

alter table public.component_downloads enable row level security;
grant select on public.component_downloads to authenticated;
grant select, insert, update, delete on public.component_downloads to service_role;
create policy component_downloads_select on public.component_downloads
for select to authenticated
using (user_id = (select auth.uid()));

grant execute on function
public.like_component(uuid, boolean),
private.like_component(uuid, boolean),
public.download_component(uuid, uuid),
private.download_component(uuid, uuid),
public.likes(public.component_library),
public.downloads(public.component_library),
public.delivered_count(public.bonuses),
public.last_delivered_at(public.bonuses),
public.last_run_at(public.workflows)
to authenticated, service_role;
