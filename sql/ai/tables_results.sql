-- ai: what came of a generation, and what a bundle consists of.

alter table public.ai_generations
add column parent_id uuid,
add column content_bundle_id uuid,
add column social_post_id uuid,
add column content_upgrade_id uuid,
add column email_sequence_id uuid,
add column content_id uuid,
add column tier text not null default 'standard'
constraint ai_generations_tier_known check (tier in ('standard', 'batch', 'flex')),
add column input_bytes integer not null default 0
constraint ai_generations_input_bytes_not_negative check (input_bytes >= 0),
add column output_tokens integer not null default 0
constraint ai_generations_output_tokens_not_negative check (output_tokens >= 0),
add column estimated_cost numeric(12, 6) not null default 0
constraint ai_generations_estimated_cost_not_negative check (estimated_cost >= 0),
add column usage jsonb not null default '{}'
constraint ai_generations_usage_object check (jsonb_typeof(usage) = 'object'),
add column prompt_version text,
add column batch_id text,
add constraint ai_generations_parent foreign key (workspace_id, parent_id)
references public.ai_generations (workspace_id, id) on delete cascade,
add constraint ai_generations_content_bundle foreign key (workspace_id, content_bundle_id)
references public.content_bundles (workspace_id, id) on delete set null (content_bundle_id),
add constraint ai_generations_social_post foreign key (workspace_id, social_post_id)
references public.social_posts (workspace_id, id) on delete set null (social_post_id),
add constraint ai_generations_content_upgrade foreign key (workspace_id, content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (content_upgrade_id),
add constraint ai_generations_email_sequence foreign key (workspace_id, email_sequence_id)
references public.email_sequences (workspace_id, id) on delete set null (email_sequence_id),
add constraint ai_generations_content foreign key (workspace_id, content_id)
references public.contents (workspace_id, id) on delete set null (content_id);

comment on column public.ai_generations.parent_id is
'The generation of the bundle that this one is a piece of.';
comment on column public.ai_generations.content_bundle_id is
'The bundle that it made, or that its result is part of.';
comment on column public.ai_generations.content_id is
'The ad copy, video script or other text that came out.';
comment on column public.ai_generations.tier is
'The price tier it was asked for at: standard, batch or flex.';
comment on column public.ai_generations.input_bytes is
'Most bytes that a worker may send to the model in one call; what was reserved pays for them.';
comment on column public.ai_generations.output_tokens is
'Most tokens that the model may write in one call.';
comment on column public.ai_generations.estimated_cost is
'USD that were reserved when it was asked for: the most that one attempt can cost.';
comment on column public.ai_generations.usage is
'All that its attempts used, in the counts of flywheel.ai.usage, where providers said so.';
comment on column public.ai_generations.prompt_version is
'The prompt file and its version, as blog_post@2; null for offline drafts and files.';
comment on column public.ai_generations.batch_id is
'The provider''s batch that does its pieces, where they are done in one.';

create index ai_generations_parent on public.ai_generations (workspace_id, parent_id)
where parent_id is not null;
create index ai_generations_content_bundle
on public.ai_generations (workspace_id, content_bundle_id) where content_bundle_id is not null;
create index ai_generations_social_post on public.ai_generations (workspace_id, social_post_id)
where social_post_id is not null;
create index ai_generations_content_upgrade
on public.ai_generations (workspace_id, content_upgrade_id) where content_upgrade_id is not null;
create index ai_generations_email_sequence
on public.ai_generations (workspace_id, email_sequence_id) where email_sequence_id is not null;
create index ai_generations_content on public.ai_generations (workspace_id, content_id)
where content_id is not null;

create table public.ai_generation_types (
    type text primary key
    constraint ai_generation_types_type_form check (type ~ '^[a-z][a-z0-9_]{0,49}$'),
    kind text not null
    constraint ai_generation_types_kind_known check (kind in ('text', 'image', 'video', 'voice')),
    description text not null,
    options text[] not null default '{}',
    output_tokens integer not null
    constraint ai_generation_types_output_tokens_not_negative check (output_tokens >= 0),
    instruction_bytes integer not null default 16000
    constraint ai_generation_types_instruction_bytes_not_negative check (instruction_bytes >= 0),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.ai_generation_types is
'What request_generation can be asked for. The operator may switch types off and change bounds.';
comment on column public.ai_generation_types.options is 'Keys that its options may have.';
comment on column public.ai_generation_types.output_tokens is
'Most tokens of an answer. With instruction_bytes it decides what a request reserves.';
comment on column public.ai_generation_types.instruction_bytes is
'Most bytes of the instructions and the answer''s schema.';
