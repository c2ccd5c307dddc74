-- commerce: how often each product was sold, counted without a row that all sales wait for.

create table private.product_sales (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    product_id uuid not null,
    quantity bigint not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint product_sales_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table private.product_sales is
'Units sold, as steps to add up: a sale adds a row, a refund one below zero. '
'private.roll_up_product_sales makes one row a product of them. Read it with sales_count.';

create index product_sales_product
on private.product_sales (workspace_id, product_id) include (quantity);
