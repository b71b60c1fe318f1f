\timing
-- It's a comment, "quoted".
/* outer /* nested */ still a comment */
CREATE TABLE IF NOT EXISTS public."Odd Name" (
    id bigserial PRIMARY KEY,
    name varchar(40) NOT NULL DEFAULT 'it''s "me" -- none',
    `rate` numeric(10, 2) CHECK (rate > 1.5e-3),
    made timestamp DEFAULT current_timestamp
);

create or replace function total(who text) returns numeric as $$
declare
    sum_of integer := 0; -- it's counted
begin
    select count(*) into sum_of from orders o
    where o.name = who and o.made::date > :since and o.kind in (1, 2, $1);
    if sum_of is null then
        return false;
    end if;
    return coalesce(sum_of, 0);
end;
$$ language plpgsql;

insert into notes (body) values (E'it\'s\n', N'two
lines''');
select @total, x'ff' from "Odd Name" where name like 'a%';
/* left /* open */
