-- What came out goes to its typed table, with links, tagged addresses, versions and the AI's mark.
begin;
select plan(27);
\ir studio.psql

create function pg_temp.made(kind text, options jsonb, output jsonb) returns public.ai_generations
language plpgsql
as $$
declare
    made public.ai_generations;
begin
    perform pg_temp.sign_in('cyd');
    made := pg_temp.ask(kind, options, 'Soap: ' || kind);
    perform pg_temp.sign_out();
    set local role service_role;
    perform pg_temp.carry_out(made.id, output, 10, 10);
    perform pg_temp.sign_out();
    select * into made from public.ai_generations as g where g.id = made.id;
    return made;
end
$$;

-- Ids are random and times are those of the transaction: the latest row is where rows end.
create function pg_temp.last(prompt text) returns public.ai_generations
language sql
as $$
    select g.* from public.ai_generations as g where g.prompt_text = prompt order by g.ctid desc limit 1
$$;

-- texts -----------------------------------------------------------------------------------

create temporary table blog as
select (g).* from pg_temp.made(
    'blog_post', '{"language": "ar"}',
    '{"title": "صابون الغار", "content": "نغسل به.", "meta_description": "صابون", "keywords": ["صابون", "غار"], "primary_cta": "اطلبوا الآن"}'
) as g;
select results_eq(
    $$
    select p.title, p.language, p.keywords, p.cta_text, p.cta_url
    from public.blog_posts as p join blog as b on p.id = b.blog_post_id
    $$,
    format(
        $$ values (
            'صابون الغار', 'ar', '{صابون,غار}'::text[], 'اطلبوا الآن',
            'https://soapery.example/shop?utm_source=blog&utm_medium=content&utm_campaign=soapery&utm_content=%s#new'
        ) $$,
        (select left(b.id::text, 8) from blog as b)
    ),
    'a blog post, with the website''s address tagged before its fragment'
);
select results_eq(
    $$
    select u.source_type, u.utm_params ->> 'utm_source', u.url = p.cta_url
    from public.managed_urls as u join public.blog_posts as p on p.id = u.source_id
    join blog as b on b.blog_post_id = p.id
    $$,
    $$ values ('blog_post', 'blog', true) $$, 'the address is a managed one'
);
select results_eq(
    $$
    select v.version_number, v.ai_model, v.created_by
    from public.content_versions as v join blog as b on v.entity_id = b.blog_post_id
    $$,
    $$ values (1, 'gpt-4.1-mini', null::uuid) $$, 'the first version is the AI''s'
);
select results_eq(
    $$
    select a.ai_generated, a.ai_model, a.ai_prompt
    from public.audit_logs as a join blog as b on a.entity_id = b.blog_post_id
    $$,
    $$ values (true, 'gpt-4.1-mini', 'Soap: blog_post') $$, 'the trail says AI, model and prompt'
);
select results_eq(
    $$ select b.status, b.prompt_version, b.result_data ->> 'title' from blog as b $$,
    $$ values ('completed', 'test@1', 'صابون الغار') $$, 'the generation is completed'
);

select (pg_temp.made(
    'social_post', '{"cta_url": "https://deal.example/?a=1"}',
    '{"content": "Soap!", "hashtags": ["#soap", "olive"], "media_prompts": ["A soap"], "post_type": "image", "cta_text": "Buy"}'
)).status;
select results_eq(
    $$
    select s.platform, s.content, s.hashtags, s.post_type, s.status,
        s.cta_url ~ '^https://deal.example/\?a=1&utm_source=instagram&utm_medium=social&'
    from public.social_posts as s
    join pg_temp.last('Soap: social_post') as g on s.id = g.social_post_id
    $$,
    $$ values ('instagram', 'Soap!', '{soap,olive}'::text[], 'image', 'draft', true) $$,
    'a social post for the business''s first platform, to the address that was asked for'
);
select (pg_temp.made(
    'content_upgrade', '{"upgrade_type": "checklist"}',
    '{"title": "Ten soaps", "description": "A list.", "content": "1. Olive", "cta_text": "Get it"}'
)).status;
select results_eq(
    $$
    select u.type, u.title, u.cta_text
    from public.content_upgrades as u
    join pg_temp.last('Soap: content_upgrade') as g on u.id = g.content_upgrade_id
    $$,
    $$ values ('checklist', 'Ten soaps', 'Get it') $$, 'a lead magnet'
);
select (pg_temp.made(
    'email_sequence', '{"emails": 2, "sequence_goal": "sales"}',
    '{"name": "Hello", "description": "d", "emails": [{"subject_line": "One", "content": "1", "delay_days": 0}, {"subject_line": "Two", "content": "2", "delay_days": 3}]}'
)).status;
select results_eq(
    $$
    select s.name, s.sequence_goal, e.sequence_position, e.subject_line, e.delay_days
    from pg_temp.last('Soap: email_sequence') as g
    join public.email_sequences as s on s.id = g.email_sequence_id
    join public.emails as e on e.sequence_id = s.id
    order by e.sequence_position
    $$,
    $$ values ('Hello', 'sales', 1, 'One', 0), ('Hello', 'sales', 2, 'Two', 3) $$,
    'a sequence with its e-mails in order'
);
select (pg_temp.made(
    'ad_copy', format('{"platform": "meta", "campaign_id": "%s"}', pg_temp.thing('Spring'))::jsonb,
    '{"headlines": ["Soap", "More soap"], "primary_texts": ["Wash"], "descriptions": ["Olive"], "cta_text": "Buy"}'
)).status;
select results_eq(
    $$
    select c.type, c.platform, c.body, c.metadata -> 'headlines' ->> 1, c.campaign_id
    from pg_temp.last('Soap: ad_copy') as g
    join public.contents as c on c.id = g.content_id
    $$,
    $$ values ('ad_copy', 'meta', E'Soap\n\nMore soap\n\nWash\n\nOlive', 'More soap', pg_temp.thing('Spring')) $$,
    'the texts of an ad'
);
select (pg_temp.made(
    'video_script', '{}',
    '{"title": "Film", "scenes": [{"seconds": 5, "visuals": "Soap", "voiceover": "", "on_screen_text": "Hi"}], "cta_text": "Buy"}'
)).status;
select results_eq(
    $$
    select c.type, c.title, c.body
    from pg_temp.last('Soap: video_script') as g
    join public.contents as c on c.id = g.content_id
    $$,
    $$ values ('video_script', 'Film', E'## 1 (5 s)\n\nSoap\n\nHi') $$, 'a script'
);
select (pg_temp.made('text', '{}', '{"title": "About", "content": "Us."}')).status;
select results_eq(
    $$
    select c.type, c.title, c.body
    from pg_temp.last('Soap: text') as g
    join public.contents as c on c.id = g.content_id
    $$,
    $$ values ('other', 'About', 'Us.') $$, 'any other text'
);

-- pages -----------------------------------------------------------------------------------

create temporary table page as
select (g).* from pg_temp.made(
    'campaign', '{}',
    '{"name": "Autumn", "description": "d", "target_audience": "All", "goals": ["Sell"], "channels": ["email"], "components": [{"name": "Hero", "component_type": "hero_section", "code": "<h1>Soap</h1>", "css_styles": ""}, {"name": "Form", "component_type": "form", "code": "<form></form>", "css_styles": ".a{}"}]}'
) as g;
select results_eq(
    $$
    select c.name, c.status, k.name, k.sort_order, k.ai_generation_metadata ->> 'is_sanitised'
    from page as p
    join public.campaigns as c on c.id = p.campaign_id
    join public.campaign_components as k on k.campaign_id = c.id
    order by k.sort_order
    $$,
    $$ values ('Autumn', 'draft', 'Hero', 1, 'true'), ('Autumn', 'draft', 'Form', 2, 'true') $$,
    'a campaign with its components'
);
create temporary table part as
select (g).* from pg_temp.made(
    'component',
    format('{"component_type": "footer", "campaign_id": "%s"}', (select campaign_id from page))::jsonb,
    '{"name": "Foot", "component_type": "footer", "code": "<p>Soap</p>", "css_styles": ""}'
) as g;
select results_eq(
    $$ select k.name, k.sort_order, k.version from public.campaign_components as k
    join part as p on k.id = p.component_id $$,
    $$ values ('Foot', 3, 1) $$, 'a component comes last in its campaign'
);
select (pg_temp.made(
    'enhancement', format('{"component_id": "%s"}', (select component_id from part))::jsonb,
    '{"code": "<p>Better</p>", "css_styles": "", "changes": ["Clearer"]}'
)).status;
select results_eq(
    $$
    select k.code, k.version, k.ai_generation_metadata -> 'changes' ->> 0
    from pg_temp.last('Soap: enhancement') as g
    join public.campaign_components as k on k.id = g.component_id
    $$,
    $$ values ('<p>Better</p>', 2, 'Clearer') $$, 'an enhancement is its next version'
);

-- analyses --------------------------------------------------------------------------------

insert into public.site_integrations (id, workspace_id, platform_type)
values (pg_temp.thing('Site'), pg_temp.workspace('Studio'), 'wordpress');
select (pg_temp.made(
    'analysis', format('{"integration_id": "%s"}', pg_temp.thing('Site'))::jsonb,
    '{"summary": "Good.", "strengths": [], "weaknesses": [], "recommendations": [{"title": "More", "reason": "r", "priority": "high"}]}'
)).status;
select results_eq(
    $$
    select a.analysis_type, a.summary ->> 'text', a.recommendations -> 0 ->> 'title', a.ai_cost
    from pg_temp.last('Soap: analysis') as g
    join public.platform_analyses as a on a.generation_id = g.id
    $$,
    $$ values ('full_audit', 'Good.', 'More', 0.000020) $$, 'an analysis of a connected site'
);
select (pg_temp.made(
    'migration_plan', format('{"integration_id": "%s"}', pg_temp.thing('Site'))::jsonb,
    '{"summary": "Go.", "complexity": "low", "steps": [], "risks": [], "recommendations": []}'
)).status;
select results_eq(
    $$
    select a.analysis_type, a.migration_assessment ->> 'complexity'
    from pg_temp.last('Soap: migration_plan') as g
    join public.platform_analyses as a on a.generation_id = g.id
    $$,
    $$ values ('migration_assessment', 'low') $$, 'a plan of a move'
);
select (pg_temp.made(
    'analysis', format('{"campaign_id": "%s"}', pg_temp.thing('Spring'))::jsonb,
    '{"summary": "Fine.", "strengths": [], "weaknesses": [], "recommendations": []}'
)).status;
select results_eq(
    $$
    select g.status, g.result_data ->> 'summary', count(a.id)
    from pg_temp.last('Soap: analysis') as g
    left join public.platform_analyses as a on a.generation_id = g.id
    group by g.status, g.result_data
    $$,
    $$ values ('completed', 'Fine.', 0::bigint) $$, 'one of a campaign stays with the generation'
);

-- files -----------------------------------------------------------------------------------

insert into public.ai_models (id, provider, kind) values ('painter', 'openai', 'image');
insert into public.ai_model_prices (model_id, valid_from, input_per_million, output_per_million)
values ('painter', '2020-01-01', 5, 40);
update public.app_settings set value = value || '{"image": {"openai": "painter"}}'
where key = 'ai.default_models';
select pg_temp.sign_in('cyd');
create temporary table picture as select * from pg_temp.ask('image', '{}', 'A soap in the sun.');
select pg_temp.sign_out();
grant select on picture to public;
set local role service_role;
select public.start_generation(p.id, '{openai,offline}') from picture as p;
select private.finish_generation(p.id, '{
    "asset": {
        "file_url": "assets/x/generated/y.png", "file_size": 1234, "mime_type": "image/png",
        "details": {"width": 1024, "height": 1024}
    },
    "usage": {"input_tokens": 10, "output_tokens": 1000}
}')
from picture as p;
select pg_temp.sign_out();
select results_eq(
    $$
    select a.type, a.file_size, a.mime_type, a.metadata ->> 'width', a.generated_by, a.generation_prompt
    from public.content_assets as a
    join public.ai_generations as g on g.result_asset_id = a.id
    join picture as p on p.id = g.id
    $$,
    $$ values ('image', 1234::bigint, 'image/png', '1024', 'openai', 'A soap in the sun.') $$,
    'an image is a row of content_assets with size, type and dimensions'
);

-- addresses -------------------------------------------------------------------------------

select is(
    private.tagged_url(t.address, '{"utm_source": "a b", "utm_campaign": "ربيع", "utm_medium": "x&y"}'),
    t.expected, t.address
)
from (
    values
    ('https://a.example', 'https://a.example?utm_source=a%20b&utm_medium=x%26y&utm_campaign=%D8%B1%D8%A8%D9%8A%D8%B9'),
    ('https://a.example/?b=1#c', 'https://a.example/?b=1&utm_source=a%20b&utm_medium=x%26y&utm_campaign=%D8%B1%D8%A8%D9%8A%D8%B9#c')
) as t (address, expected);
select is(private.tagged_url(null, '{"utm_source": "a"}'), null, 'no address, no link');
select is(private.url_slug('  Spring & Summer, 50% off! '), 'spring-summer-50-off', 'a slug');

-- bundles ---------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
create temporary table bundle as
select * from pg_temp.ask(
    'content_bundle',
    '{"period": "2026-12", "social_posts": 4, "blog_posts": 2, "emails": 3}', 'December of soap.'
);
select pg_temp.sign_out();
grant select on bundle to public;
select results_eq(
    $$
    select g.generation_type, count(*), count(distinct r.id)
    from public.ai_generations as g
    join public.ai_reservations as r on r.generation_id = g.id
    join bundle as b on g.parent_id = b.id
    group by g.generation_type order by g.generation_type
    $$,
    $$ values ('blog_post', 2::bigint, 2::bigint), ('content_upgrade', 1::bigint, 1::bigint),
    ('email_sequence', 1::bigint, 1::bigint), ('social_post', 4::bigint, 4::bigint) $$,
    'one request reserves for every piece of a bundle'
);
set local role service_role;
select pg_temp.carry_out(b.id, '{
    "name": "Soap December",
    "social_posts": [{"topic": "s1"}, {"topic": "s2"}, {"topic": "s3"}],
    "blog_posts": [{"topic": "b1"}, {"topic": "b2"}],
    "content_upgrades": [{"topic": "u1"}], "email_sequences": [{"topic": "e1"}]
}', 10, 10) from bundle as b;
select pg_temp.carry_out(g.id, t.output, 10, 10)
from bundle as b
join public.ai_generations as g on g.parent_id = b.id
join (
    values
    ('blog_post', '{"title": "T", "content": "C", "keywords": [], "primary_cta": "x"}'::jsonb),
    ('social_post', '{"content": "S", "hashtags": [], "media_prompts": [], "post_type": "text", "cta_text": "x"}'),
    ('content_upgrade', '{"title": "U", "description": "d", "content": "c", "cta_text": "x"}'),
    ('email_sequence', '{"name": "E", "description": "d", "emails": [{"subject_line": "1", "content": "c", "delay_days": 0}]}')
) as t (type, output) on t.type = g.generation_type;
select private.apply_bundle_end(
    jsonb_populate_record(
        null::jobs.job_queue,
        jsonb_build_object('payload', jsonb_build_object('generation_id', b.id))
    ),
    '{}'
) from bundle as b;
select pg_temp.sign_out();
select results_eq(
    $$
    select g.status, c.name, c.status, c.time_period
    from bundle as b
    join public.ai_generations as g on g.id = b.id
    join public.content_bundles as c on c.id = g.content_bundle_id
    $$,
    $$ values ('completed', 'Soap December', 'ready', '2026-12') $$, 'the bundle is ready'
);
select results_eq(
    $$
    select s.next_action_type, p.next_action_type, u.next_action_type, e.next_action_type,
        count(distinct s.id), count(distinct p.id), count(distinct e.id)
    from public.social_posts as s
    join public.ai_generations as g on g.id = (select b.id from bundle as b)
        and s.bundle_id = g.content_bundle_id
    join public.blog_posts as p on p.id = s.next_blog_post_id
    join public.content_upgrades as u on u.id = p.next_content_upgrade_id
    join public.email_sequences as e on e.id = u.next_email_sequence_id
    group by 1, 2, 3, 4
    $$,
    $$ values ('blog_post', 'content_upgrade', 'email_sequence', 'blog_post', 4::bigint, 2::bigint, 1::bigint) $$,
    'every post leads to a blog post, to the lead magnet, to the e-mails'
);
select results_eq(
    $$
    select s.platform, s.scheduled_for::date
    from public.social_posts as s
    join public.ai_generations as g on g.id = (select b.id from bundle as b)
        and s.bundle_id = g.content_bundle_id
    order by s.scheduled_for
    $$,
    $$ values ('instagram', date '2026-12-01'), ('x', date '2026-12-08'),
    ('instagram', date '2026-12-16'), ('x', date '2026-12-24') $$,
    'posts are spread over the month and over the platforms'
);
select is(
    (
        select g.prompt_text from public.ai_generations as g join bundle as b on g.parent_id = b.id
        where g.generation_type = 'social_post' and g.parameters ->> 'place' = '4'
    ),
    'December of soap.', 'a piece that the plan forgot is about the request'
);

select * from finish();
rollback;
