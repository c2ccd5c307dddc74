-- Faults to put into a contender's database.

-- name: settings_of
select s.setconfig
from pg_catalog.pg_db_role_setting as s
join pg_catalog.pg_database as d on d.oid = s.setdatabase
where d.datname = %(database)s

-- name: compute
select count(*) from generate_series(1, 1000000) as number where md5(number::text) like 'a%'

-- name: lose_on_insert
create function lose() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger lose before insert on floor_jobs for each row when (new.id = 5)
execute function lose();

-- name: never_hand_out
create function lose() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger lose before update on floor_jobs for each row when (new.id = 5)
execute function lose();

-- name: never_end
create function lose() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger lose before delete on floor_jobs for each row when (old.id = 5)
execute function lose();

-- name: forget_an_end
create function lose() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger lose before insert on pgqueuer_log for each row
when (new.status = 'successful' and new.job_id = 5)
execute function lose();

-- name: fall_over
create function fall_over() returns trigger language plpgsql as $$
begin
    raise exception 'the disk is on fire';
end
$$;
create trigger fall_over before update on floor_jobs execute function fall_over();
