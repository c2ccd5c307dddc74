-- analytics: what live numbers were last told to whom.

create table private.traffic_announcements (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    announced_at timestamptz not null default '-infinity',
    is_due boolean not null default true,
    constraint traffic_announcements_pkey primary key (workspace_id)
);
comment on table private.traffic_announcements is
'When the live numbers of a workspace were last broadcast, so that it happens at a bounded rate.';
comment on column private.traffic_announcements.is_due is
'Whether the numbers have changed since: the next round tells them.';

create index traffic_announcements_due on private.traffic_announcements (announced_at)
where is_due;
