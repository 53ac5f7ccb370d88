#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The part of the PJRT C interface that Strata uses: how an OpenXLA plugin is asked to compile and run programs.
///
/// A plugin gives a table of functions. Each takes one structure with its arguments and results, and nearly all return
/// an error or null. Names, order and sizes are the interface's; a test compares them with the header of a plugin.
///
/// Strings are a pointer and a size, and need not end with zero. A structure begins with its size, by which a plugin
/// of another version sees which fields its caller knows.

// MARK: Handles

typedef struct PJRT_Error PJRT_Error;
typedef struct PJRT_Event PJRT_Event;
typedef struct PJRT_Client PJRT_Client;
typedef struct PJRT_Device PJRT_Device;
typedef struct PJRT_DeviceDescription PJRT_DeviceDescription;
typedef struct PJRT_Memory PJRT_Memory;
typedef struct PJRT_Executable PJRT_Executable;
typedef struct PJRT_LoadedExecutable PJRT_LoadedExecutable;
typedef struct PJRT_SerializedExecutable PJRT_SerializedExecutable;
typedef struct PJRT_Buffer PJRT_Buffer;

/// What every structure begins with: its size in bytes, and a list of extensions, which Strata leaves empty.
#define STRATA_PJRT_HEAD \
  size_t struct_size;    \
  void *extension_start

// MARK: Errors

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Error *error;
} PJRT_Error_Destroy_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  const PJRT_Error *error;
  /// Lives as long as the error.
  const char *message;
  size_t message_size;
} PJRT_Error_Message_Args;

// MARK: Named values

typedef enum {
  PJRT_NamedValue_kString = 0,
  PJRT_NamedValue_kInt64 = 1,
  PJRT_NamedValue_kInt64List = 2,
  PJRT_NamedValue_kFloat = 3,
  PJRT_NamedValue_kBool = 4,
} PJRT_NamedValue_Type;

/// A property of a plugin, or an option of a client.
typedef struct {
  STRATA_PJRT_HEAD;
  const char *name;
  size_t name_size;
  PJRT_NamedValue_Type type;
  union {
    const char *string_value;
    int64_t int64_value;
    const int64_t *int64_array_value;
    float float_value;
    bool bool_value;
  };
  /// The length of a string or list, and 1 for the others.
  size_t value_size;
} PJRT_NamedValue;

// MARK: Plugin

typedef struct {
  STRATA_PJRT_HEAD;
} PJRT_Plugin_Initialize_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  const PJRT_NamedValue *attributes;
  size_t num_attributes;
} PJRT_Plugin_Attributes_Args;

// MARK: Events

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Event *event;
} PJRT_Event_Destroy_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Event *event;
} PJRT_Event_Await_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Event *event;
  /// Called once, on any thread, with an error that it has to destroy, or null.
  void (*callback)(PJRT_Error *error, void *user_arg);
  void *user_arg;
} PJRT_Event_OnReady_Args;

// MARK: Client

typedef struct {
  STRATA_PJRT_HEAD;
  const PJRT_NamedValue *create_options;
  size_t num_options;
  /// Callbacks with which clients of several processes find each other; null for one process.
  void *kv_get_callback;
  void *kv_get_user_arg;
  void *kv_put_callback;
  void *kv_put_user_arg;
  PJRT_Client *client;
  void *kv_try_get_callback;
  void *kv_try_get_user_arg;
} PJRT_Client_Create_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
} PJRT_Client_Destroy_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
  const char *platform_name;
  size_t platform_name_size;
} PJRT_Client_PlatformName_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
  const char *platform_version;
  size_t platform_version_size;
} PJRT_Client_PlatformVersion_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
  PJRT_Device *const *addressable_devices;
  size_t num_addressable_devices;
} PJRT_Client_AddressableDevices_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  /// The text of an MLIR module, where the format is "mlir".
  char *code;
  size_t code_size;
  const char *format;
  size_t format_size;
} PJRT_Program;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
  const PJRT_Program *program;
  /// A protocol buffer, CompileOptionsProto.
  const char *compile_options;
  size_t compile_options_size;
  PJRT_LoadedExecutable *executable;
} PJRT_Client_Compile_Args;

// MARK: Devices

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Device *device;
  PJRT_DeviceDescription *device_description;
} PJRT_Device_GetDescription_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_DeviceDescription *device_description;
  int id;
} PJRT_DeviceDescription_Id_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_DeviceDescription *device_description;
  const char *device_kind;
  size_t device_kind_size;
} PJRT_DeviceDescription_Kind_Args;

// MARK: Buffers

typedef enum {
  PJRT_Buffer_Type_INVALID = 0,
  PJRT_Buffer_Type_PRED = 1,
  PJRT_Buffer_Type_S32 = 4,
  PJRT_Buffer_Type_S64 = 5,
  PJRT_Buffer_Type_U8 = 6,
  PJRT_Buffer_Type_U32 = 8,
  PJRT_Buffer_Type_F16 = 10,
  PJRT_Buffer_Type_F32 = 11,
  PJRT_Buffer_Type_F64 = 12,
  PJRT_Buffer_Type_BF16 = 13,
} PJRT_Buffer_Type;

typedef enum {
  /// The memory of the host is read before the call returns.
  PJRT_HostBufferSemantics_kImmutableOnlyDuringCall = 0,
  /// The memory of the host stays as it is until an event says that it has been read.
  PJRT_HostBufferSemantics_kImmutableUntilTransferCompletes = 1,
  /// The same, and a device that works in the memory of the host may use it as long as the buffer lives.
  PJRT_HostBufferSemantics_kImmutableZeroCopy = 2,
} PJRT_HostBufferSemantics;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
  const void *data;
  PJRT_Buffer_Type type;
  const int64_t *dims;
  size_t num_dims;
  /// Null where the elements lie in row-major order.
  const int64_t *byte_strides;
  size_t num_byte_strides;
  PJRT_HostBufferSemantics host_buffer_semantics;
  PJRT_Device *device;
  /// Null for the device's own memory.
  PJRT_Memory *memory;
  /// Null for row-major order.
  void *device_layout;
  PJRT_Event *done_with_host_buffer;
  PJRT_Buffer *buffer;
} PJRT_Client_BufferFromHostBuffer_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Buffer *buffer;
} PJRT_Buffer_Destroy_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Buffer *buffer;
  PJRT_Buffer_Type type;
} PJRT_Buffer_ElementType_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Buffer *buffer;
  /// Live as long as the buffer.
  const int64_t *dims;
  size_t num_dims;
} PJRT_Buffer_Dimensions_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Buffer *buffer;
  PJRT_Device *dst_device;
  PJRT_Buffer *dst_buffer;
} PJRT_Buffer_CopyToDevice_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Buffer *src;
  /// Null for the order of the elements on the device.
  void *host_layout;
  void *dst;
  size_t dst_size;
  PJRT_Event *event;
} PJRT_Buffer_ToHostBuffer_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Buffer *buffer;
  PJRT_Event *event;
} PJRT_Buffer_ReadyEvent_Args;

// MARK: Executables

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Executable *executable;
} PJRT_Executable_Destroy_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Executable *executable;
  size_t num_outputs;
} PJRT_Executable_NumOutputs_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  const PJRT_Executable *executable;
  /// Live until the deleter is called.
  const char *serialized_bytes;
  size_t serialized_bytes_size;
  PJRT_SerializedExecutable *serialized_executable;
  void (*serialized_executable_deleter)(PJRT_SerializedExecutable *);
} PJRT_Executable_Serialize_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_LoadedExecutable *executable;
} PJRT_LoadedExecutable_Destroy_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_LoadedExecutable *loaded_executable;
  PJRT_Executable *executable;
} PJRT_LoadedExecutable_GetExecutable_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_LoadedExecutable *executable;
  PJRT_Device *const *addressable_devices;
  size_t num_addressable_devices;
} PJRT_LoadedExecutable_AddressableDevices_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  void *send_callbacks;
  void *recv_callbacks;
  size_t num_send_ops;
  size_t num_recv_ops;
  int launch_id;
  /// The inputs that stay as they are, although the program could take over their memory.
  const int64_t *non_donatable_input_indices;
  size_t num_non_donatable_input_indices;
  void *context;
  const char *call_location;
  size_t num_tasks;
  int *task_ids;
  int64_t *incarnation_ids;
} PJRT_ExecuteOptions;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_LoadedExecutable *executable;
  PJRT_ExecuteOptions *options;
  /// A list of inputs for each device.
  PJRT_Buffer *const *const *argument_lists;
  size_t num_devices;
  size_t num_args;
  /// A list for each device, which the call fills.
  PJRT_Buffer **const *output_lists;
  /// Null, or an event for each device, which the call makes.
  PJRT_Event **device_complete_events;
  /// Null for the devices that the program was compiled for.
  PJRT_Device *execute_device;
} PJRT_LoadedExecutable_Execute_Args;

typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Client *client;
  const char *serialized_executable;
  size_t serialized_executable_size;
  PJRT_LoadedExecutable *loaded_executable;
  /// Null for the options that the program was compiled with.
  const char *overridden_serialized_compile_options;
  size_t overridden_serialized_compile_options_size;
} PJRT_Executable_DeserializeAndLoad_Args;

// MARK: The table of functions

typedef struct {
  STRATA_PJRT_HEAD;
  int major_version;
  int minor_version;
} PJRT_Api_Version;

/// A place in the table whose function Strata does not call.
typedef void (*STRATA_PJRT_Unused)(void);

/// A function that takes the structure of its name and returns an error or null.
#define STRATA_PJRT_FUNCTION(name) PJRT_Error *(*name)(name##_Args *)

/// The functions in their order, up to the last that is used.
typedef struct {
  STRATA_PJRT_HEAD;
  PJRT_Api_Version pjrt_api_version;

  void (*PJRT_Error_Destroy)(PJRT_Error_Destroy_Args *);
  void (*PJRT_Error_Message)(PJRT_Error_Message_Args *);
  STRATA_PJRT_Unused unused_2;
  STRATA_PJRT_FUNCTION(PJRT_Plugin_Initialize);
  STRATA_PJRT_FUNCTION(PJRT_Plugin_Attributes);
  STRATA_PJRT_FUNCTION(PJRT_Event_Destroy);
  STRATA_PJRT_Unused unused_6_to_7[2];
  STRATA_PJRT_FUNCTION(PJRT_Event_Await);
  STRATA_PJRT_FUNCTION(PJRT_Event_OnReady);
  STRATA_PJRT_FUNCTION(PJRT_Client_Create);
  STRATA_PJRT_FUNCTION(PJRT_Client_Destroy);
  STRATA_PJRT_FUNCTION(PJRT_Client_PlatformName);
  STRATA_PJRT_Unused unused_13;
  STRATA_PJRT_FUNCTION(PJRT_Client_PlatformVersion);
  STRATA_PJRT_Unused unused_15;
  STRATA_PJRT_FUNCTION(PJRT_Client_AddressableDevices);
  STRATA_PJRT_Unused unused_17_to_19[3];
  STRATA_PJRT_FUNCTION(PJRT_Client_Compile);
  STRATA_PJRT_Unused unused_21;
  STRATA_PJRT_FUNCTION(PJRT_Client_BufferFromHostBuffer);
  STRATA_PJRT_FUNCTION(PJRT_DeviceDescription_Id);
  STRATA_PJRT_Unused unused_24_to_25[2];
  STRATA_PJRT_FUNCTION(PJRT_DeviceDescription_Kind);
  STRATA_PJRT_Unused unused_27_to_28[2];
  STRATA_PJRT_FUNCTION(PJRT_Device_GetDescription);
  STRATA_PJRT_Unused unused_30_to_39[10];
  STRATA_PJRT_FUNCTION(PJRT_Executable_Destroy);
  STRATA_PJRT_Unused unused_41_to_43[3];
  STRATA_PJRT_FUNCTION(PJRT_Executable_NumOutputs);
  STRATA_PJRT_Unused unused_45_to_48[4];
  STRATA_PJRT_FUNCTION(PJRT_Executable_Serialize);
  STRATA_PJRT_FUNCTION(PJRT_LoadedExecutable_Destroy);
  STRATA_PJRT_FUNCTION(PJRT_LoadedExecutable_GetExecutable);
  STRATA_PJRT_FUNCTION(PJRT_LoadedExecutable_AddressableDevices);
  STRATA_PJRT_Unused unused_53_to_54[2];
  STRATA_PJRT_FUNCTION(PJRT_LoadedExecutable_Execute);
  STRATA_PJRT_FUNCTION(PJRT_Executable_DeserializeAndLoad);
  STRATA_PJRT_Unused unused_57;
  STRATA_PJRT_FUNCTION(PJRT_Buffer_Destroy);
  STRATA_PJRT_FUNCTION(PJRT_Buffer_ElementType);
  STRATA_PJRT_FUNCTION(PJRT_Buffer_Dimensions);
  STRATA_PJRT_Unused unused_61_to_68[8];
  STRATA_PJRT_FUNCTION(PJRT_Buffer_CopyToDevice);
  STRATA_PJRT_FUNCTION(PJRT_Buffer_ToHostBuffer);
  STRATA_PJRT_Unused unused_71;
  STRATA_PJRT_FUNCTION(PJRT_Buffer_ReadyEvent);
} PJRT_Api;
