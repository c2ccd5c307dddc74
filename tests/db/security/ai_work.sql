-- What a worker writes for a generation is marked in the trail: model, prompt, who asked.
begin;
select plan(3);
\ir ../accounts/people.psql

insert into public.businesses (
    id, workspace_id, name, industry, business_type, primary_product, core_offer_description
)
values (
    md5('shop')::uuid, pg_temp.workspace('Studio'), 'Wool', 'Crafts', 'Shop', 'Yarn', 'Soft yarn'
);
insert into public.ai_generations (
    id, workspace_id, user_id, business_id, generation_type, prompt_text, model_used, status,
    started_at
)
values (
    md5('generation')::uuid, pg_temp.workspace('Studio'), pg_temp.person('cyd'),
    md5('shop')::uuid, 'blog_post', 'Wool care.', 'offline-draft', 'processing', now()
);
select private.apply_generation(
    jsonb_populate_record(
        null::jobs.job_queue,
        jsonb_build_object(
            'payload', jsonb_build_object('generation_id', md5('generation')::uuid)
        )
    ),
    '{
        "output": {"title": "Wash wool", "content": "Cold.", "keywords": []},
        "usage": {"input_tokens": 1, "output_tokens": 1}
    }'
);
select results_eq(
    $$
    select a.action, a.ai_generated, a.ai_model, a.ai_prompt, a.ai_generation_id, a.actor_id,
        a.actor_kind
    from public.audit_logs as a
    where a.entity_type = 'blog_post'
    $$,
    $$
    values (
        'create', true, 'offline-draft', 'Wool care.', md5('generation')::uuid,
        pg_temp.person('cyd'), 'worker'
    )
    $$,
    'the post is an AI''s work'
);
select is(private.ai_origin(), null, 'the mark ends with it');
update public.blog_posts set title = 'Washing wool' where title = 'Wash wool';
select results_eq(
    $$
    select a.ai_generated
    from public.audit_logs as a
    where a.entity_type = 'blog_post' and a.action = 'update'
    $$,
    array[false],
    'what a person makes of it is theirs'
);

select * from finish();
rollback;
