-- ai: its job types, its schedules, and the rows that its functions rely on.

select jobs.register_type(
    'ai.generate',
    'Makes what somebody asked an AI for.',
    apply_function => 'private.apply_generation',
    failure_function => 'private.fail_generation',
    max_attempts => 4,
    timeout_seconds => 600
);

select jobs.register_type(
    'ai.submit_batch',
    'Submits the pieces of a bundle to the provider as a batch, at half price.',
    apply_function => 'private.apply_batch_submitted',
    failure_function => 'private.fail_batch',
    max_attempts => 4
);

select jobs.register_type(
    'ai.collect_batch',
    'Looks whether a batch has ended, and takes over what came out of it.',
    apply_function => 'private.apply_batch',
    failure_function => 'private.fail_batch',
    max_attempts => 10
);

select jobs.register_type(
    'ai.settle',
    'Looks after reservations whose time is over, and brings AI budgets up to date.',
    max_running => 1
);

select jobs.register_type(
    'ai.refresh_prices',
    'Takes over the models and prices that genai-prices lists.',
    apply_function => 'private.apply_prices',
    max_running => 1,
    max_payload_bytes => 1000
);

select jobs.register_type(
    'ai.finish_bundle',
    'Joins the pieces of a bundle once all are written.',
    apply_function => 'private.apply_bundle_end',
    failure_function => 'private.fail_bundle_end'
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('ai.settle', 'ai.settle', '* * * * *'),
('ai.refresh_prices', 'ai.refresh_prices', '20 3 * * *');

insert into public.ai_models (id, provider, kind)
values
('offline-draft', 'offline', 'text'),
('gpt-4.1-mini', 'openai', 'text'),
('gpt-4.1', 'openai', 'text');

-- OpenAI's list prices of 14 April 2025, the day these models came out.
insert into public.ai_model_prices (
    model_id, valid_from, input_per_million, cached_input_per_million, output_per_million
)
values
('offline-draft', '2025-01-01 00:00:00+00', 0, null, 0),
('gpt-4.1-mini', '2025-04-14 00:00:00+00', 0.40, 0.10, 1.60),
('gpt-4.1', '2025-04-14 00:00:00+00', 2.00, 0.50, 8.00);

insert into public.ai_generation_types (type, kind, description, options, output_tokens)
values
('blog_post', 'text', 'A blog post.', '{cta_url}', 8000),
('social_post', 'text', 'A post for one platform.', '{platform,cta_url}', 2000),
('content_upgrade', 'text', 'A lead magnet.', '{upgrade_type,cta_url}', 8000),
(
    'email_sequence', 'text', 'E-mails that follow each other.', '{emails,sequence_goal,cta_url}',
    12000
),
(
    'content_bundle', 'text',
    'Content for a period: posts, lead magnets and e-mails, joined into journeys.',
    '{period,social_posts,blog_posts,content_upgrades,email_sequences,emails,cta_url}', 8000
),
('ad_copy', 'text', 'Texts of an ad, to choose from.', '{platform,cta_url}', 3000),
('video_script', 'text', 'The script of a short video.', '{seconds,cta_url}', 6000),
('text', 'text', 'A text that is none of the others.', '{}', 6000),
('campaign', 'text', 'A campaign with the parts of its page.', '{cta_url}', 16000),
('component', 'text', 'A part of a campaign''s page.', '{component_type,cta_url}', 8000),
('enhancement', 'text', 'A better version of a component.', '{component_id}', 12000),
('analysis', 'text', 'An analysis of a campaign or a connected site.', '{integration_id}', 6000),
('migration_plan', 'text', 'How to move a connected site here.', '{integration_id}', 8000),
(
    'market_summary', 'text', 'What the numbers of competitors or of trends say, in words.',
    '{competitor_analysis_id,market_trend_id}', 1500
),
('image', 'image', 'An image.', '{size,quality}', 7000),
('video', 'video', 'A video.', '{seconds,size}', 0),
('voice', 'voice', 'A recording of the prompt, spoken.', '{voice}', 0);

insert into public.app_settings (key, value, description)
values
(
    'ai.default_models',
    '{
        "text": {
            "openai": "gpt-4.1-mini", "anthropic": "claude-haiku-4-5", "offline": "offline-draft"
        },
        "image": {"openai": "gpt-image-1-mini"},
        "voice": {"openai": "tts-1"}
    }',
    'The model that is used where none is asked for, by what is made and by provider.'
),
(
    'ai.default_budgets',
    '{
        "platform": {"day": 100, "month": 1000},
        "workspace": {"day": 10, "month": 50},
        "user": {"day": 5}
    }',
    'Budgets in USD that there are without anybody setting them: platform, and for each workspace '
    'and each person in it, by day and month.'
),
(
    'ai.largest_budgets',
    '{"day": 100, "month": 500}',
    'The most that a workspace''s admins may set for it, in USD by day and month; a key that is a '
    'workspace''s id holds for that one alone.'
),
(
    'ai.shut_off',
    '{"all": false, "providers": []}',
    'Stops AI for everybody, or for single providers, also for jobs that wait; with a reason.'
);
