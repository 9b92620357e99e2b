# Sourced by script/test: a PostgreSQL cluster of its own, on a socket in the tests' folder,
# set up as docs/operations.md tells an operator to, and gone afterwards.
# shellcheck shell=bash disable=SC2034,SC2154

postgresql_pid=

find_postgresql() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr) $(dirname "$(command -v initdb)" 2>/dev/null); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            postgresql_bin=$folder
            postgresql_version=$("$folder/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)
            return
        fi
    done
    return 1
}

install_postgresql() {
    # Debian's package starts a cluster for everybody; the tests need only the programs.
    if may_install && ! [ -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    install postgresql
}

# PostgreSQL refuses to run as root.
as_system_user() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u "$postgresql_user" -- "$@"
    else
        "$@"
    fi
}

start_postgresql() {
    local home=$room/postgresql
    postgresql_user=$(id -un)
    if [ "$(id -u)" = 0 ]; then
        postgresql_user=postgres
        id postgres >/dev/null 2>&1 || postgresql_user=nobody
        chmod go+x "$room"
    fi
    mkdir "$home"
    [ "$(id -u)" != 0 ] || chown "$postgresql_user" "$home"
    export REFLECT_PG_LOG=$home/log
    (
        cd "$home"
        as_system_user "$postgresql_bin/initdb" --pgdata="$home/data" --username=postgres \
            --auth=trust --encoding=UTF8 --locale=C >"$room/initdb.log" 2>&1
    ) || {
        tail -n 3 "$room/initdb.log"
        return 1
    }
    # A test's rows are rolled back: statistics gathered meanwhile are of tables that nobody has, and
    # made a plan of minutes. What waits for a lock for ever fails.
    as_system_user tee -a "$home/data/postgresql.conf" >/dev/null <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$home'
unix_socket_permissions = 0777
log_min_error_statement = panic
log_error_verbosity = terse
max_connections = 200
lock_timeout = 120s
autovacuum = off
SETTINGS
    (cd "$home" && as_system_user "$postgresql_bin/pg_ctl" --pgdata="$home/data" --log="$home/log" \
        --wait --silent start) || {
        tail -n 3 "$home/log"
        return 1
    }
    postgresql_pid=$(head -n 1 "$home/data/postmaster.pid")
    # The role that tests run as is what a server's would be: not a superuser.
    (cd "$home" && as_system_user "$postgresql_bin/psql" --host="$home" --username=postgres \
        --dbname=postgres --quiet --no-psqlrc <<'SQL'
CREATE ROLE reflect LOGIN CREATEDB;
CREATE DATABASE reflect OWNER reflect;
SQL
    ) || return 1
    postgresql_url=postgresql://reflect@${home//\//%2F}/reflect
}

stop_postgresql() {
    [ -n "$postgresql_pid" ] || return 0
    kill -INT "$postgresql_pid" 2>/dev/null || true
    local tries=0
    while kill -0 "$postgresql_pid" 2>/dev/null && [ $((tries += 1)) -lt 100 ]; do sleep 0.1; done
    postgresql_pid=
}
