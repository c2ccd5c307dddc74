create trigger ad_accounts_audit
after insert or update or delete on public.ad_accounts
for each row execute function private.audit();

create trigger ad_accounts_keep_fixed
before update of workspace_id on public.ad_accounts
for each row execute function private.keep_fixed('workspace_id');

create trigger ad_accounts_touch
before update on public.ad_accounts
for each row execute function private.touch_updated_at();

create trigger ad_sets_audit
after insert or update or delete on public.ad_sets
for each row execute function private.audit();

create trigger ad_sets_check_money
before insert or update of budget_amount, currency on public.ad_sets
for each row execute function private.check_money('budget_amount');

create trigger ad_sets_keep_fixed
before update of workspace_id on public.ad_sets
for each row execute function private.keep_fixed('workspace_id');

create trigger ad_sets_touch
before update on public.ad_sets
for each row execute function private.touch_updated_at();

create trigger ad_sets_transitions
before insert or update of status on public.ad_sets
for each row execute function private.allow_transitions(
    'draft>active',
    'draft>archived',
    'active>paused',
    'active>completed',
    'active>archived',
    'paused>active',
    'paused>completed',
    'paused>archived',
    'completed>active',
    'completed>archived',
    'archived>draft'
);

create trigger ads_audit
after insert or update or delete on public.ads
for each row execute function private.audit();

create trigger ads_keep_fixed
before update of workspace_id on public.ads
for each row execute function private.keep_fixed('workspace_id');

create trigger ads_touch
before update on public.ads
for each row execute function private.touch_updated_at();

create trigger ads_transitions
before insert or update of status on public.ads
for each row execute function private.allow_transitions(
    'draft>in_review',
    'draft>active',
    'draft>archived',
    'in_review>active',
    'in_review>rejected',
    'in_review>draft',
    'rejected>draft',
    'rejected>in_review',
    'rejected>archived',
    'active>in_review',
    'active>rejected',
    'active>paused',
    'active>completed',
    'active>archived',
    'paused>active',
    'paused>in_review',
    'paused>completed',
    'paused>archived',
    'completed>active',
    'completed>archived',
    'archived>draft'
);

create trigger ad_metrics_touch
before update on public.ad_metrics
for each row execute function private.touch_updated_at();
