-- pricing: how demand answers to price.

-- price_elasticities ----------------------------------------------------------------------

create table public.price_elasticities (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid,
    category text
    constraint price_elasticities_category_length check (char_length(category) between 1 and 255),
    elasticity numeric not null,
    standard_error numeric
    constraint price_elasticities_error_not_negative check (standard_error >= 0),
    interval_low numeric,
    interval_high numeric,
    interval_level numeric(4, 3) not null default 0.95
    constraint price_elasticities_level_range check (interval_level > 0 and interval_level < 1),
    method text not null
    constraint price_elasticities_method_length check (char_length(method) between 1 and 100),
    observations integer not null
    constraint price_elasticities_observations_not_negative check (observations >= 0),
    shrinkage numeric(4, 3) not null default 0
    constraint price_elasticities_shrinkage_range check (shrinkage between 0 and 1),
    diagnostics jsonb not null default '{}'
    constraint price_elasticities_diagnostics_object check (jsonb_typeof(diagnostics) = 'object'),
    observed_from date,
    observed_until date,
    fitted_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint price_elasticities_tenant_key unique (workspace_id, id),
    constraint price_elasticities_scope check (num_nonnulls(product_id, category) <= 1),
    constraint price_elasticities_is_finite check (
        elasticity not in ('NaN', 'Infinity', '-Infinity')
        and standard_error not in ('NaN', 'Infinity', '-Infinity')
    ),
    constraint price_elasticities_interval_order check (interval_low <= interval_high),
    constraint price_elasticities_window_order check (observed_from <= observed_until),
    constraint price_elasticities_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.price_elasticities is
'How demand answers to price, estimated per product, category and, with neither set, the whole '
'workspace. The newest fit counts; older ones, one a week, show how it drifts.';
comment on column public.price_elasticities.elasticity is
'Percent more units for one percent more price: -2 means 2 % fewer.';
comment on column public.price_elasticities.standard_error is
'Of a product''s elasticity. Of a category''s or the workspace''s: of a product in it that has no '
'estimate of its own, so it holds how far products differ as well.';
comment on column public.price_elasticities.shrinkage is
'How far the estimate was pulled to that of the level above: 0 not at all, 1 entirely.';
comment on column public.price_elasticities.observations is 'Days or periods the fit used.';

create index price_elasticities_recent on public.price_elasticities (workspace_id, fitted_at desc);
create index price_elasticities_product
on public.price_elasticities (workspace_id, product_id, fitted_at desc)
where product_id is not null;
create index price_elasticities_category
on public.price_elasticities (workspace_id, category, fitted_at desc)
where category is not null;
create index price_elasticities_workspace
on public.price_elasticities (workspace_id, fitted_at desc)
where product_id is null and category is null;
