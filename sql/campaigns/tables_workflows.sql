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
