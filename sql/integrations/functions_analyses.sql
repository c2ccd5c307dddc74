-- integrations: what an AI found out about a connected site.
--
-- security definer: private.keep_analysis, because nobody but workers may write platform_analyses.

create function private.keep_analysis() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    draft constant jsonb := coalesce(new.result_data, '{}');
begin
    insert into public.platform_analyses (
        workspace_id, integration_id, generation_id, analysis_type, summary, campaigns_analyzed,
        recommendations, migration_assessment, ai_model_used, ai_cost, processing_time_seconds
    )
    select
        new.workspace_id,
        i.id,
        new.id,
        case
            when new.generation_type = 'migration_plan' then 'migration_assessment'
            when new.campaign_id is not null then 'campaign_analysis'
            else 'full_audit'
        end,
        jsonb_strip_nulls(jsonb_build_object(
            'text', draft -> 'summary',
            'strengths', draft -> 'strengths',
            'weaknesses', draft -> 'weaknesses'
        )),
        case
            when new.campaign_id is null then '[]'
            else jsonb_build_array(jsonb_build_object('campaign_id', new.campaign_id))
        end,
        coalesce(draft -> 'recommendations', '[]'),
        case new.generation_type
            when 'migration_plan' then jsonb_build_object(
                'complexity', draft -> 'complexity', 'steps', draft -> 'steps', 'risks', draft -> 'risks'
            )
        end,
        new.model_used,
        new.cost,
        extract(epoch from new.completed_at - new.started_at)::integer
    from public.site_integrations as i
    where i.workspace_id = new.workspace_id and i.id::text = new.parameters ->> 'integration_id';
    return null;
end
$$;
comment on function private.keep_analysis() is
'Trigger of ai_generations: an Analysis or a MigrationPlan of a connected site becomes a row of '
'platform_analyses. One of a campaign alone stays in result_data.';
