-- ai: what a request may ask for besides its prompt.

create function private.option_error(message text, hint text) returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using errcode = 'PT422', message = message, hint = hint;
end
$$;
comment on function private.option_error(text, text) is 'Raises PT422.';

create function private.option_number(
    options jsonb, name text, fallback integer, least_value integer, most integer
) returns integer
language plpgsql
immutable
set search_path = ''
as $$
declare
    given constant jsonb := options -> name;
begin
    if given is null then
        return fallback;
    end if;
    if jsonb_typeof(given) <> 'number'
        or given::numeric <> trunc(given::numeric)
        or not given::numeric between least_value and most
    then
        perform private.option_error(
            format('%s is a whole number from %s to %s', name, least_value, most),
            format('It was %s.', left(given::text, 100))
        );
    end if;
    return given::integer;
end
$$;
comment on function private.option_number(jsonb, text, integer, integer, integer) is
'A whole number of the options, within its bounds. Raises PT422.';

create function private.option_choice(options jsonb, name text, fallback text, choices text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    given constant text := options ->> name;
begin
    if not options ? name then
        return fallback;
    end if;
    if given is null or jsonb_typeof(options -> name) <> 'string' or not given = any (choices) then
        perform private.option_error(
            format('%s %L is not available', name, left(given, 50)),
            format('Available: %s.', array_to_string(choices, ', '))
        );
    end if;
    return given;
end
$$;
comment on function private.option_choice(jsonb, text, text, text[]) is
'A choice of the options. Raises PT422.';

create function private.option_reference(
    options jsonb, name text, target regclass, workspace uuid
) returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
    found_id uuid;
begin
    if not options ? name then
        return null;
    end if;
    execute format('select t.id from %s as t where t.workspace_id = $1 and t.id::text = $2', target)
    into found_id
    using workspace, options ->> name;
    if found_id is null then
        raise exception using
            errcode = 'PT404',
            message = format('there is no such %s in this workspace', replace(name, '_id', '')),
            detail = format('%s: %s', name, left(options ->> name, 100)),
            hint = format('Leave %s out, or use an id of this workspace.', name);
    end if;
    return found_id;
end
$$;
comment on function private.option_reference(jsonb, text, regclass, uuid) is
'A row of the workspace that the options name. Raises PT404.';

create function private.checked_generation_options(
    type public.ai_generation_types, options jsonb, business public.businesses
) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    platforms constant text[] := '{facebook,instagram,linkedin,pinterest,reddit,snapchat,telegram,threads,tiktok,twitter,whatsapp,x,youtube,other}'::text[];
    everywhere constant text[] := '{language,product_id,campaign_id,tier}'::text[];
    unknown_option text;
    checked jsonb;
begin
    if jsonb_typeof(options) is distinct from 'object' then
        perform private.option_error(
            'options must be a JSON object', 'For example {"language": "en"}.'
        );
    end if;
    options := jsonb_strip_nulls(options);
    select o.name into unknown_option
    from jsonb_object_keys(options) as o (name)
    where not o.name = any (everywhere || type.options)
    limit 1;
    if unknown_option is not null then
        perform private.option_error(
            format('unknown option %L', left(unknown_option, 50)),
            format('Known options: %s.', array_to_string(everywhere || type.options, ', '))
        );
    end if;

    checked := jsonb_build_object(
        'language', private.option_choice(options, 'language', 'en', '{en,ar}'),
        'tier', private.option_choice(
            options,
            'tier',
            'standard',
            case type.type
                when 'content_bundle' then '{standard,batch,flex}'::text[]
                else case type.kind when 'text' then '{standard,flex}'::text[] else '{standard}' end
            end
        ),
        'product_id', private.option_reference(
            options, 'product_id', 'public.products', business.workspace_id
        ),
        'campaign_id', private.option_reference(
            options, 'campaign_id', 'public.campaigns', business.workspace_id
        ),
        'component_id', private.option_reference(
            options, 'component_id', 'public.campaign_components', business.workspace_id
        ),
        'integration_id', private.option_reference(
            options, 'integration_id', 'public.site_integrations', business.workspace_id
        ),
        'competitor_analysis_id', private.option_reference(
            options, 'competitor_analysis_id', 'public.competitor_analysis', business.workspace_id
        ),
        'market_trend_id', private.option_reference(
            options, 'market_trend_id', 'public.market_trends', business.workspace_id
        )
    );
    if type.options && '{cta_url}' and options ? 'cta_url' then
        if options ->> 'cta_url' is null
            or private.url_fault(options ->> 'cta_url') is not null
            or char_length(options ->> 'cta_url') > 1500
        then
            perform private.option_error(
                'cta_url is a public web address of at most 1500 characters',
                'Begin it with https://.'
            );
        end if;
        checked := checked || jsonb_build_object('cta_url', options ->> 'cta_url');
    end if;

    case
        when type.type = 'social_post' then
            checked := checked || jsonb_build_object(
                'platform', private.option_choice(
                    options,
                    'platform',
                    coalesce(
                        (
                            select lower(p.name)
                            from unnest(business.social_platforms) with ordinality as p (name, place)
                            where lower(p.name) = any (platforms)
                            order by p.place
                            limit 1
                        ),
                        'other'
                    ),
                    platforms
                )
            );
        when type.type = 'ad_copy' then
            checked := checked || jsonb_build_object(
                'platform', private.option_choice(
                    options, 'platform', 'other', '{google,meta,tiktok,snapchat,other}'
                )
            );
        when type.type = 'content_upgrade' then
            checked := checked || jsonb_build_object(
                'upgrade_type', private.option_choice(
                    options,
                    'upgrade_type',
                    case
                        when lower(business.content_upgrade_type) = any (
                            '{checklist,template,guide,case_study,cheat_sheet,course,ebook,swipe_file,toolkit,video,webinar,worksheet}'
                        ) then lower(business.content_upgrade_type)
                        else 'guide'
                    end,
                    '{checklist,template,guide,case_study,cheat_sheet,course,ebook,swipe_file,toolkit,video,webinar,worksheet,other}'
                )
            );
        when type.type = 'email_sequence' then
            checked := checked || jsonb_build_object(
                'emails', private.option_number(options, 'emails', 5, 1, 12),
                'sequence_goal', private.option_choice(
                    options, 'sequence_goal', 'nurture', '{nurture,onboarding,sales,retention}'
                )
            );
        when type.type = 'content_bundle' then
            checked := checked || private.checked_bundle(options);
        when type.type = 'component' then
            if not options ? 'campaign_id' then
                perform private.option_error(
                    'a component needs its campaign', 'Give campaign_id in the options.'
                );
            end if;
            checked := checked || jsonb_build_object(
                'component_type', private.option_choice(
                    options,
                    'component_type',
                    'custom',
                    '{landing_page,form,header,footer,hero_section,testimonials,pricing,email_template,popup,navigation,custom}'
                )
            );
        when type.type = 'enhancement' then
            if not options ? 'component_id' then
                perform private.option_error(
                    'an enhancement needs the component', 'Give component_id in the options.'
                );
            end if;
        when type.type = 'migration_plan' then
            if not options ? 'integration_id' then
                perform private.option_error(
                    'a migration plan needs the connected site', 'Give integration_id in the options.'
                );
            end if;
        when type.type = 'analysis' then
            if not options ?| '{integration_id,campaign_id}' then
                perform private.option_error(
                    'an analysis needs what it is of',
                    'Give integration_id or campaign_id in the options.'
                );
            end if;
        when type.type = 'market_summary' then
            if (options ? 'competitor_analysis_id') = (options ? 'market_trend_id') then
                perform private.option_error(
                    'a summary needs the numbers it is of',
                    'Give competitor_analysis_id or market_trend_id in the options.'
                );
            end if;
        when type.type = 'video_script' then
            checked := checked || jsonb_build_object(
                'seconds', private.option_number(options, 'seconds', 30, 5, 600)
            );
        when type.type = 'video' then
            checked := checked || jsonb_build_object(
                'seconds', private.option_number(options, 'seconds', 4, 1, 60),
                'size', private.option_choice(options, 'size', '1280x720', '{1280x720,720x1280}')
            );
        when type.type = 'image' then
            checked := checked || jsonb_build_object(
                'size', private.option_choice(
                    options, 'size', '1024x1024', '{1024x1024,1536x1024,1024x1536}'
                ),
                'quality', private.option_choice(options, 'quality', 'medium', '{low,medium,high}')
            );
        when type.type = 'voice' then
            checked := checked || jsonb_build_object(
                'voice', private.option_choice(
                    options,
                    'voice',
                    'alloy',
                    '{alloy,ash,coral,echo,fable,onyx,nova,sage,shimmer}'
                )
            );
        else null;
    end case;
    return jsonb_strip_nulls(checked);
end
$$;
comment on function private.checked_generation_options(
    public.ai_generation_types, jsonb, public.businesses
) is
'The options of a request, complete with what was left out. Raises PT404, PT422.';

create function private.checked_bundle(options jsonb) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    -- Where none is given, the month to come.
    period constant text := coalesce(
        options ->> 'period', to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY-MM')
    );
    checked jsonb;
begin
    -- A whole year, a quarter, or a month.
    if period !~ '^20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$' then
        perform private.option_error(
            format('%L is not a period', left(period, 50)), 'Use 2026-12, 2026-Q4 or 2026.'
        );
    end if;
    checked := jsonb_build_object(
        'period', period,
        'social_posts', private.option_number(options, 'social_posts', 8, 0, 60),
        'blog_posts', private.option_number(options, 'blog_posts', 2, 0, 20),
        'content_upgrades', private.option_number(options, 'content_upgrades', 1, 0, 5),
        'email_sequences', private.option_number(options, 'email_sequences', 1, 0, 5),
        'emails', private.option_number(options, 'emails', 4, 1, 12)
    );
    if (checked ->> 'social_posts')::integer + (checked ->> 'blog_posts')::integer
        + (checked ->> 'content_upgrades')::integer + (checked ->> 'email_sequences')::integer = 0
    then
        perform private.option_error(
            'a bundle has at least one piece',
            'Ask for some social_posts, blog_posts, content_upgrades or email_sequences.'
        );
    end if;
    return checked;
end
$$;
comment on function private.checked_bundle(jsonb) is
'The period and the numbers of pieces of a bundle. Raises PT422.';
