# Installs the libraries with their headers, the CMake package (find_package(Amoeba)) and a pkg-config file.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY AMOEBA_LIBRARIES)
set_target_properties(amoeba_systemc PROPERTIES EXPORT_NAME systemc)
target_compile_features(amoeba_systemc INTERFACE cxx_std_17)
install(TARGETS amoeba_systemc ${libraries} EXPORT AmoebaTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Amoeba)
install(EXPORT AmoebaTargets NAMESPACE Amoeba:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/AmoebaConfig.cmake.in AmoebaConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(AmoebaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/AmoebaConfig.cmake ${PROJECT_BINARY_DIR}/AmoebaConfigVersion.cmake
  DESTINATION ${package_dir})

# Static libraries refer to each other in both directions of the list, hence the group.
set(AMOEBA_ARCHIVES)
foreach(library IN LISTS libraries)
  get_target_property(type ${library} TYPE)
  if(type STREQUAL STATIC_LIBRARY)
    string(APPEND AMOEBA_ARCHIVES " -l${library}")
  endif()
endforeach()
# The file finds its prefix from where it lies, so that the tree can be moved.
file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
set(AMOEBA_PREFIX_FROM_PC "\${pcfiledir}/${prefix_from_pc}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/amoeba.pc.in amoeba.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/amoeba.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
