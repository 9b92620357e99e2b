"""Pages about the person: details, safety, trail, first days, lock."""

from django.urls import path

from people.views import (
    addresses,
    codes,
    factors,
    hold,
    invitations,
    profile,
    second_step,
    state,
    welcome,
)

app_name = "people"

urlpatterns = [
    path("", profile.profile, name="profile"),
    path("safe/", profile.security, name="security"),
    path("trail/", profile.trail, name="trail"),
    path("codes/", codes.recovery_codes, name="recovery_codes"),
    path("codes/kept/", codes.recovery_codes_kept, name="recovery_codes_kept"),
    path("codes/download/", codes.recovery_codes_download, name="recovery_codes_download"),
    path("second-step/app/", factors.app_add, name="app_add"),
    path("second-step/passkey/", factors.passkey_add, name="passkey_add"),
    path("second-step/<id:pk>/remove/", factors.factor_remove, name="factor_remove"),
    path("second-step/needed/", second_step.second_factor_needed, name="second_factor_needed"),
    path("prove/", second_step.prove, name="prove"),
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/confirm/", addresses.address_confirm, name="address_confirm"),
    path("addresses/<id:pk>/remove/", addresses.address_remove, name="address_remove"),
    path("wait/", hold.hold, name="hold"),
    path("wait/stop/<str:token>/", hold.hold_cancel, name="hold_cancel"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/codes/", welcome.welcome_codes, name="welcome_codes"),
    path("welcome/address/", welcome.welcome_address, name="welcome_address"),
    path("welcome/you/", welcome.welcome_you, name="welcome_you"),
    path("lock/", state.lock, name="lock"),
    path("lock/now/", state.lock_now, name="lock_now"),
    path("session/", state.session_state, name="session_state"),
    path("session/extend/", state.session_extend, name="session_extend"),
]
