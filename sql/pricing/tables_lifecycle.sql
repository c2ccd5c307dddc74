-- pricing: how a workspace prices, which products wait to be priced, and which were not.

-- pricing_settings ------------------------------------------------------------------------

create table public.pricing_settings (
    workspace_id uuid primary key references public.workspaces (id) on delete cascade,
    id uuid not null generated always as (workspace_id) stored,
    explores boolean not null default true,
    widest_interval numeric(5, 2) not null default 3
    constraint pricing_settings_widest_interval_range check (widest_interval > 0),
    expires_after_days integer not null default 14
    constraint pricing_settings_expires_range check (expires_after_days between 1 and 365),
    rest_days integer not null default 7
    constraint pricing_settings_rest_range check (rest_days between 0 and 365),
    lead_time_days integer not null default 14
    constraint pricing_settings_lead_time_range check (lead_time_days between 0 and 730),
    sales_days integer not null default 365
    constraint pricing_settings_sales_days_range check (sales_days between 28 and 1095),
    recent_days integer not null default 28
    constraint pricing_settings_recent_days_range check (recent_days between 7 and 90),
    reprices_on_change boolean not null default true,
    uplift_since date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pricing_settings_tenant_key unique (workspace_id, id),
    constraint pricing_settings_recent_within_sales check (recent_days <= sales_days)
);
comment on table public.pricing_settings is
'How a workspace prices. Without a row the defaults hold. What a price may be is in price_rules.';
comment on column public.pricing_settings.explores is
'Whether prices are tried out where little is known about demand, at a small expected cost.';
comment on column public.pricing_settings.widest_interval is
'Widest 95 % interval of an elasticity that a price is moved by without exploring.';
comment on column public.pricing_settings.expires_after_days is
'How long a recommendation waits for a decision.';
comment on column public.pricing_settings.rest_days is
'After a person has taken a price back, nothing is applied to the product by itself for so long; '
'what was rejected is not recommended again at that price.';
comment on column public.pricing_settings.lead_time_days is
'Days from an order to the delivery, for products that do not say.';
comment on column public.pricing_settings.sales_days is 'How far back sales are looked at.';
comment on column public.pricing_settings.recent_days is
'The last days of these, by which the present level of demand is judged.';
comment on column public.pricing_settings.reprices_on_change is
'Whether products are priced anew within minutes once stock crosses the reorder point or a '
'competitor''s price comes in, and not only at night.';
comment on column public.pricing_settings.uplift_since is
'First day whose profit pricing_uplift counts as priced; null: the day of the first run.';

-- price_holds -----------------------------------------------------------------------------

create table public.price_holds (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid not null,
    run_id uuid,
    kind text not null
    constraint price_holds_kind_known check (kind in ('hold', 'skip')),
    code text not null
    constraint price_holds_code_length check (char_length(code) between 1 and 100),
    reasons text[] not null default '{}',
    held_since timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint price_holds_tenant_key unique (workspace_id, id),
    constraint price_holds_one_per_product unique (workspace_id, product_id),
    constraint price_holds_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade,
    constraint price_holds_run foreign key (workspace_id, run_id)
    references public.pricing_runs (workspace_id, id) on delete set null (run_id)
);
comment on table public.price_holds is
'Products whose price was left alone when it was last computed, and why. A row goes once the '
'product is priced again.';
comment on column public.price_holds.kind is
'hold: not now, as in quiet hours. skip: it cannot be computed until something is put right.';
comment on column public.price_holds.code is
'As missing_cost, currency_mismatch, no_sales, interval_too_wide, quiet_hours, out_of_stock.';
comment on column public.price_holds.reasons is 'The same in words, most important first.';
comment on column public.price_holds.held_since is 'When it was first held for this reason.';
comment on column public.price_holds.run_id is 'The run that first held it for this reason.';

create index price_holds_code on public.price_holds (workspace_id, code);
create index price_holds_run on public.price_holds (workspace_id, run_id)
where run_id is not null;

-- repricing_marks -------------------------------------------------------------------------

create table private.repricing_marks (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    product_id uuid not null,
    reason text not null
    constraint repricing_marks_reason_known check (reason in ('stock', 'competitors')),
    made_by xid8 not null default pg_current_xact_id(),
    created_at timestamptz not null default now(),
    constraint repricing_marks_pkey primary key (workspace_id, id),
    constraint repricing_marks_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table private.repricing_marks is
'Products that changed so that their price may be another. A change adds rows and waits for '
'nobody; the run that prices the product takes them away.';
comment on column private.repricing_marks.made_by is
'The transaction of the change: a run takes away only marks whose change it has seen.';

create index repricing_marks_product on private.repricing_marks (workspace_id, product_id);

-- what a run is given ---------------------------------------------------------------------

create type private.price_decision as (
    product_id uuid,
    kind text,
    code text,
    price numeric,
    expected_units_change numeric,
    expected_profit_change numeric,
    expected_profit_low numeric,
    expected_profit_high numeric,
    confidence numeric,
    reasons text [],
    model text,
    inputs jsonb
);
comment on type private.price_decision is
'What the engine says of a product: change, keep, hold or skip, and why.';
