-- campaigns: what happens by itself.

create trigger campaigns_touch
before update on public.campaigns
for each row execute function private.touch_updated_at();

create trigger campaigns_transitions
before insert or update of status on public.campaigns
for each row execute function private.allow_transitions(
    'draft>generating',
    'draft>ready',
    'draft>launched',
    'draft>active',
    'draft>archived',
    'generating>draft',
    'generating>ready',
    'ready>draft',
    'ready>generating',
    'ready>launched',
    'ready>active',
    'ready>archived',
    'launched>paused',
    'launched>completed',
    'launched>archived',
    'active>paused',
    'active>completed',
    'active>archived',
    'paused>launched',
    'paused>active',
    'paused>completed',
    'paused>archived',
    'completed>archived',
    'archived>draft'
);

create trigger campaigns_launch
before insert or update of status on public.campaigns
for each row execute function private.stamp_launch();

create trigger campaigns_learn
after insert on public.campaigns
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger campaigns_learn_changed
after update on public.campaigns
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger campaigns_audit
after insert or update or delete on public.campaigns
for each row execute function private.audit();

create trigger affiliate_campaigns_touch
before update on public.affiliate_campaigns
for each row execute function private.touch_updated_at();

create trigger affiliate_campaigns_audit
after insert or update or delete on public.affiliate_campaigns
for each row execute function private.audit();

create trigger ad_campaigns_touch
before update on public.ad_campaigns
for each row execute function private.touch_updated_at();

create trigger ad_campaigns_audit
after insert or update or delete on public.ad_campaigns
for each row execute function private.audit();

create trigger campaign_components_touch
before update on public.campaign_components
for each row execute function private.touch_updated_at();

create trigger campaign_components_number
before update of code, props, css_styles on public.campaign_components
for each row execute function private.number_component();

create trigger campaign_components_learn
after insert on public.campaign_components
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger campaign_components_learn_changed
after update on public.campaign_components
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger campaign_components_audit
after insert or update or delete on public.campaign_components
for each row execute function private.audit();

create trigger component_library_touch
before update on public.component_library
for each row execute function private.touch_updated_at();

create trigger component_library_forget_tallies
after delete on public.component_library
referencing old table as gone
for each statement execute function private.forget_tallies();

create trigger component_library_learn
after insert on public.component_library
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger component_library_learn_changed
after update on public.component_library
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger component_library_audit
after insert or update or delete on public.component_library
for each row execute function private.audit();

create trigger bonuses_touch
before update on public.bonuses
for each row execute function private.touch_updated_at();

create trigger bonuses_forget_tallies
after delete on public.bonuses
referencing old table as gone
for each statement execute function private.forget_tallies();

create trigger bonuses_audit
after insert or update or delete on public.bonuses
for each row execute function private.audit();

create trigger workflows_touch
before update on public.workflows
for each row execute function private.touch_updated_at();

create trigger workflows_transitions
before insert or update of status on public.workflows
for each row execute function private.allow_transitions(
    'draft>active',
    'draft>archived',
    'active>paused',
    'active>archived',
    'paused>active',
    'paused>draft',
    'paused>archived',
    'archived>draft'
);

create trigger workflows_audit
after insert or update or delete on public.workflows
for each row execute function private.audit();

create trigger bonus_deliveries_touch
before update on public.bonus_deliveries
for each row execute function private.touch_updated_at();

create trigger bonus_deliveries_transitions
before insert or update of status on public.bonus_deliveries
for each row execute function private.allow_transitions(
    'pending>delivered',
    'pending>failed',
    'failed>pending',
    'failed>delivered'
);

create trigger bonus_deliveries_tally_insert
after insert on public.bonus_deliveries
for each row when (new.status = 'delivered')
execute function private.tally_row('bonus_id', 'deliveries');

create trigger bonus_deliveries_tally_update
after update of status on public.bonus_deliveries
for each row when (new.status = 'delivered' and old.status <> 'delivered')
execute function private.tally_row('bonus_id', 'deliveries');

create trigger workflow_runs_touch
before update on public.workflow_runs
for each row execute function private.touch_updated_at();

create trigger workflow_runs_transitions
before insert or update of status on public.workflow_runs
for each row execute function private.allow_transitions(
    'pending>running',
    'pending>cancelled',
    'pending>failed',
    'running>completed',
    'running>failed',
    'running>cancelled'
);

create trigger component_likes_tally
after insert or delete on public.component_likes
for each row execute function private.tally_row('component_id', 'likes');

create trigger component_downloads_tally
after insert on public.component_downloads
for each row execute function private.tally_row('component_id', 'downloads');

create trigger ad_campaigns_keep_fixed
before update of workspace_id on public.ad_campaigns
for each row execute function private.keep_fixed('workspace_id');

create trigger affiliate_campaigns_keep_fixed
before update of workspace_id on public.affiliate_campaigns
for each row execute function private.keep_fixed('workspace_id');

create trigger bonuses_keep_fixed
before update of workspace_id on public.bonuses
for each row execute function private.keep_fixed('workspace_id');

create trigger campaign_components_keep_fixed
before update of workspace_id on public.campaign_components
for each row execute function private.keep_fixed('workspace_id');

create trigger campaigns_keep_fixed
before update of workspace_id on public.campaigns
for each row execute function private.keep_fixed('workspace_id');

create trigger component_library_keep_fixed
before update of workspace_id on public.component_library
for each row execute function private.keep_fixed('workspace_id');

create trigger workflows_keep_fixed
before update of workspace_id on public.workflows
for each row execute function private.keep_fixed('workspace_id');
