create trigger ab_tests_audit
after insert or update or delete on public.ab_tests
for each row execute function private.audit();

create trigger ab_tests_check
before insert or update of status on public.ab_tests
for each row execute function private.check_ab_test();

create trigger ab_tests_keep_fixed
before update of workspace_id on public.ab_tests
for each row execute function private.keep_fixed('workspace_id');

create trigger ab_tests_touch
before update on public.ab_tests
for each row execute function private.touch_updated_at();

create trigger ab_tests_transitions
before insert or update of status on public.ab_tests
for each row execute function private.allow_transitions(
    'draft>running',
    'draft>cancelled',
    'draft>archived',
    'running>paused',
    'running>completed',
    'running>cancelled',
    'paused>running',
    'paused>completed',
    'paused>cancelled',
    'completed>archived',
    'cancelled>archived'
);

create trigger ab_test_variants_audit
after insert or update or delete on public.ab_test_variants
for each row execute function private.audit();

create trigger ab_test_variants_keep
before insert or update or delete on public.ab_test_variants
for each row execute function private.keep_variants();

create trigger ab_test_variants_keep_fixed
before update of workspace_id, test_id on public.ab_test_variants
for each row execute function private.keep_fixed('workspace_id', 'test_id');

create trigger ab_test_variants_touch
before update on public.ab_test_variants
for each row execute function private.touch_updated_at();
