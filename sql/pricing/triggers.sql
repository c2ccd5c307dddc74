create trigger price_rules_audit
after insert or update or delete on public.price_rules
for each row execute function private.audit();

create trigger price_rules_check_money
before insert or update of floor_price, ceiling_price, minimum_advertised_price, currency
on public.price_rules
for each row execute function private.check_money(
    'floor_price', 'ceiling_price', 'minimum_advertised_price'
);

create trigger price_rules_check_time_zone
before insert or update of time_zone on public.price_rules
for each row when (new.time_zone <> 'UTC')
execute function private.check_time_zone();

create trigger price_rules_keep_fixed
before update of workspace_id on public.price_rules
for each row execute function private.keep_fixed('workspace_id');

create trigger price_rules_touch
before update on public.price_rules
for each row execute function private.touch_updated_at();

create trigger price_recommendations_touch
before update on public.price_recommendations
for each row execute function private.touch_updated_at();

create trigger price_recommendations_transitions
before insert or update of status on public.price_recommendations
for each row execute function private.allow_transitions(
    'pending>approved',
    'pending>rejected',
    'pending>applied',
    'pending>expired',
    'pending>failed',
    'approved>applied',
    'approved>rejected',
    'approved>expired',
    'approved>failed',
    'applied>rolled_back'
);
