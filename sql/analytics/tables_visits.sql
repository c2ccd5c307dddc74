-- analytics: sessions and visitors, one row each, and what is counted of them.

create table private.sessions (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    session uuid not null,
    first_id uuid not null,
    started_at timestamptz not null,
    last_at timestamptz not null,
    source text not null,
    medium text not null,
    entry_page text,
    entry_at timestamptz,
    entry_id uuid,
    exit_page text,
    exit_at timestamptz,
    exit_id uuid,
    events bigint not null,
    reached text[] not null,
    constraint sessions_pkey primary key (workspace_id, session)
);
comment on table private.sessions is
'What is known of each session. It follows from the session''s events alone, in whatever order '
'they come in.';
comment on column private.sessions.session is 'MD5 of the session_id.';
comment on column private.sessions.first_id is
'Its first event, by time and id: the one that source and medium are from.';
comment on column private.sessions.entry_page is 'Page of its first page view.';
comment on column private.sessions.exit_page is 'Page of its last page view.';
comment on column private.sessions.reached is
'Sorted types of its events, and their stages as stage:<stage>; at most 40.';

create type private.session_change as (
    before private.sessions,
    after private.sessions
);
comment on type private.session_change is
'A session before some events and with them; before is null for a new one.';

create table private.session_patterns (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    grain text not null
    constraint session_patterns_grain_known check (grain in ('day', 'month')),
    bucket date not null,
    reached text[] not null,
    sessions bigint not null
    constraint session_patterns_sessions_not_negative check (sessions >= 0),
    constraint session_patterns_pkey primary key (workspace_id, grain, bucket, reached)
);
comment on table private.session_patterns is
'How many sessions that began on a day, or in a month, contain exactly these types of events: '
'any funnel is a sum over them.';
comment on column private.session_patterns.bucket is 'The day, or the first day of the month.';

create table private.visitors (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    visitor uuid not null,
    weeks integer[] not null,
    constraint visitors_pkey primary key (workspace_id, visitor)
);
comment on table private.visitors is 'In which weeks each visitor was seen.';
comment on column private.visitors.visitor is 'MD5 of the visitor_id.';
comment on column private.visitors.weeks is
'Sorted Mondays, as days since 1970-01-05, in weeks: 0 is the week of that Monday.';

create type private.visitor_change as (
    workspace_id uuid,
    visitor uuid,
    before integer [],
    after integer []
);
comment on type private.visitor_change is
'The weeks of a visitor before some events and with them; before is null for a new one.';

create table private.retention_weeks (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    cohort_week integer not null,
    week integer not null,
    visitors bigint not null
    constraint retention_weeks_visitors_not_negative check (visitors >= 0),
    constraint retention_weeks_pkey primary key (workspace_id, cohort_week, week),
    constraint retention_weeks_not_before_cohort check (week >= cohort_week)
);
comment on table private.retention_weeks is
'How many visitors that were first seen in cohort_week were seen in week; of cohort_week itself '
'it is the size of the cohort.';

create table private.spend_marks (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint not null generated always as identity,
    campaign_id uuid not null,
    day date not null,
    constraint spend_marks_pkey primary key (workspace_id, id)
);
comment on table private.spend_marks is
'Days of campaigns whose ad_metrics have changed since the roll-up looked. A change adds rows and '
'waits for nobody.';
