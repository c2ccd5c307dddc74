-- analytics: what the days of revenue must be computed again for.

create table private.revenue_marks (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    day date,
    order_id uuid,
    created_at timestamptz not null default now(),
    constraint revenue_marks_pkey primary key (workspace_id, id),
    constraint revenue_marks_one check (num_nonnulls(day, order_id) = 1)
);
comment on table private.revenue_marks is
'Days that a change touched, and orders whose days it touched. A change adds rows and waits for '
'nobody; public.roll_up_revenue takes them away in the transaction that computes the days again.';
comment on column private.revenue_marks.order_id is
'All days of this order: of its sale, its refunds and what was lost of it.';
