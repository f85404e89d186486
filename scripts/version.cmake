# Writes OUTPUT from INPUT with the commit that SOURCE stands at; "+" marks a changed tree.
set(FABSHOCK_GIT_COMMIT unknown)
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit RESULT_VARIABLE failed
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT failed)
  execute_process(COMMAND git -C ${SOURCE} diff --quiet HEAD RESULT_VARIABLE changed ERROR_QUIET)
  set(FABSHOCK_GIT_COMMIT ${commit})
  if(changed)
    string(APPEND FABSHOCK_GIT_COMMIT "+")
  endif()
endif()
configure_file(${INPUT} ${OUTPUT} @ONLY)
