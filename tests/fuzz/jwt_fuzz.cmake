wagate_fuzz(jwt_fuzz SOURCES jwt_fuzz.cc LINK auth_jwt_parts)
